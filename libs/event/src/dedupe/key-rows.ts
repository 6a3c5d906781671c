import { RowsInArrays } from '@millwright/database';
import type { NewEvent } from '../event.store.ts';

/** An event that has a key: one of a webhook. */
export type KeyedEvent = NewEvent & Required<Pick<NewEvent, 'dedupe'>>;

/** Whether one of its duplicates would be none of our events. */
export const isKeyed = (event: NewEvent): event is KeyedEvent =>
  event.dedupe !== undefined && event.envelope.webhook_id !== null;

/** The keys of events as rows of parameters, numbered from `firstParameter`. */
export const keyRows = (firstParameter = 1): RowsInArrays<KeyedEvent> =>
  new RowsInArrays<KeyedEvent>(
    {
      webhook_id: ['uuid', ({ envelope }) => envelope.webhook_id],
      key: ['bytea', ({ dedupe }) => `\\x${dedupe.key}`],
      event_id: ['uuid', ({ envelope }) => envelope.id],
      taken_at: ['timestamptz', ({ envelope }) => envelope.created_at],
      expires_at: ['timestamptz', ({ envelope, dedupe }) => endOf(envelope.created_at, dedupe)],
    },
    firstParameter,
  );

/**
 * The rule, for `with`: `passed` has the `event_id` of those rows that are no duplicates, and their keys are taken. Of
 * two events of one key whose times are less than the window apart, the first to be stored passes. An event that comes
 * again is not its own duplicate, however often and late. A key may stand there once: see {@link roundsOf}.
 * `where`: a condition on all of it.
 */
export const passKeys = (rows: RowsInArrays<KeyedEvent>, where = 'true'): string => `
  taken as (
    insert into dedupe_keys as k (${rows.names.join(', ')})
    select ${rows.selected('v')} from ${rows.from('v')} where ${where}
    on conflict (webhook_id, key) do update set
      event_id = case when excluded.taken_at < k.taken_at then k.event_id else excluded.event_id end,
      taken_at = greatest(k.taken_at, excluded.taken_at),
      expires_at = case when excluded.taken_at < k.taken_at then k.expires_at else excluded.expires_at end
    where k.event_id = excluded.event_id or k.expires_at <= excluded.taken_at
      or excluded.expires_at <= k.taken_at
    returning webhook_id, key
  ), passed as materialized (
    select v.event_id from ${rows.from('v')} join taken on taken.webhook_id = v.webhook_id and taken.key = v.key
  )`;

/**
 * Events with keys in rounds, in each of which a key stands once; the first has them all. In each of them keys are in
 * one order, so that two writers wait for each other instead of dying of each other.
 */
export function roundsOf(events: readonly NewEvent[]): KeyedEvent[][] {
  const rounds: Map<string, KeyedEvent>[] = [];
  for (const event of events.filter(isKeyed)) {
    const name = nameOf(event);
    let round = 0;
    while (rounds[round]?.has(name)) round += 1;
    (rounds[round] ??= new Map()).set(name, event);
  }
  return rounds.map((round) =>
    [...round].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, event]) => event),
  );
}

const nameOf = ({ envelope, dedupe }: KeyedEvent): string =>
  `${envelope.webhook_id!}/${dedupe.key}`;

const endOf = (createdAt: string, { window_seconds }: { window_seconds: number }): Date =>
  new Date(Date.parse(createdAt) + window_seconds * 1_000);
