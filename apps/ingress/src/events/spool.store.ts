import type { Sql, Transaction } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { Injectable } from '@nestjs/common';

/** A message that waits for the broker, by the id of its event: ids sort by time. */
export interface SpooledMessage {
  id: Id;
  message: string;
}

// One drainer at a time, or two would overtake each other. Any constant that nothing else locks.
const DRAIN_LOCK = 7_231_904_410;
const COUNTED = 100_000;

/** Messages of the intake that are kept in Postgres while the broker is away. */
@Injectable()
export class SpoolStore {
  async add(sql: Sql, messages: readonly SpooledMessage[]): Promise<void> {
    await sql.execute(
      `insert into intake_spool (id, message)
       select * from unnest($1::uuid[], $2::text[]) on conflict do nothing`,
      [messages.map(({ id }) => id), messages.map(({ message }) => message)],
    );
  }

  /** Takes the oldest out, in order; they are back when the transaction fails. Nothing while another takes. */
  async take(tx: Transaction, limit: number): Promise<SpooledMessage[]> {
    const [lock] = await tx.query<{ locked: boolean }>(
      `select pg_try_advisory_xact_lock($1) as locked`,
      [DRAIN_LOCK],
    );
    if (!lock!.locked) return [];
    const taken = await tx.query<SpooledMessage>(
      `delete from intake_spool where id in
         (select id from intake_spool order by id limit $1 for update skip locked)
       returning id, message`,
      [limit],
    );
    return taken.sort((left, right) => (left.id < right.id ? -1 : 1));
  }

  async isEmpty(sql: Sql): Promise<boolean> {
    return (await sql.query(`select 1 from intake_spool limit 1`)).length === 0;
  }

  /** How many there are; counting stops at 100,000. */
  async count(sql: Sql): Promise<number> {
    const [row] = await sql.query<{ count: number }>(
      `select count(*)::int as count from (select 1 from intake_spool limit $1) as spooled`,
      [COUNTED],
    );
    return row!.count;
  }
}
