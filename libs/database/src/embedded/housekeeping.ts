import type { PGlite } from '@electric-sql/pglite';

const CHECKPOINT_BYTES = 33_554_432;
const DEAD_ROWS = 1_000;
const CHANGED_ROWS = 5_000;
const SHARE = 0.1;

/** What a server's background processes do and PGlite, having none, leaves undone: one step, in order of need. */
export type Housekeeping = Pick<PGlite, 'query' | 'exec'>;

/**
 * Does what is due: a checkpoint, or else the log grows for ever and a crash is recovered from its beginning; a vacuum of
 * the tables that changed most, or else the ever-changing ones (work, leases) only grow. Answers what it did.
 */
export async function keepHouse(session: Housekeeping): Promise<string[]> {
  const statements = [...(await dueCheckpoint(session)), ...(await dueVacuums(session))];
  for (const statement of statements) await session.exec(statement);
  return statements;
}

async function dueCheckpoint(session: Housekeeping): Promise<string[]> {
  const { rows } = await session.query<{ bytes: number }>(
    `select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), redo_lsn)::float8 as bytes
     from pg_control_checkpoint()`,
  );
  return rows[0]!.bytes > CHECKPOINT_BYTES ? ['checkpoint'] : [];
}

async function dueVacuums(session: Housekeeping): Promise<string[]> {
  const { rows } = await session.query<{ name: string; has_dead: boolean }>(
    `select format('%I.%I', schemaname, relname) as name,
            n_dead_tup > ${DEAD_ROWS} + ${SHARE} * n_live_tup as has_dead
     from pg_stat_user_tables
     where n_dead_tup > ${DEAD_ROWS} + ${SHARE} * n_live_tup
        or n_mod_since_analyze > ${CHANGED_ROWS} + ${SHARE} * n_live_tup
     order by n_dead_tup desc`,
  );
  return rows.map(({ name, has_dead }) => `${has_dead ? 'vacuum analyze' : 'analyze'} ${name}`);
}
