import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import type { NewEvent } from '../event.store.ts';
import { keyRows, passKeys, roundsOf } from './key-rows.ts';

const rows = keyRows();
const takePassing = `with ${passKeys(rows)} select event_id as id from passed`;

/**
 * Takes the keys of events that are about to be inserted, in the same transaction; answers the ids of those that are
 * duplicates. Events without a key are none.
 */
export async function takeKeys(sql: Sql, events: readonly NewEvent[]): Promise<ReadonlySet<Id>> {
  const duplicates = new Set<Id>();
  for (const round of roundsOf(events)) {
    const passed = await sql.query<{ id: Id }>(takePassing, rows.parameters(round));
    const isPassed = new Set(passed.map(({ id }) => id));
    for (const { envelope } of round) {
      if (!isPassed.has(envelope.id)) duplicates.add(envelope.id);
    }
  }
  return duplicates;
}
