import type { Sql } from '@millwright/database';

/** An answer that was given to a request with a key. `body` null: there was none. */
export interface KeptAnswer {
  status: number;
  body: string | null;
}

/** What became of a key: it is taken for this request, or an earlier one has it. */
export type KeyTaken =
  { is: 'new' } | { is: 'answered'; answer: KeptAnswer } | { is: 'in_progress' } | { is: 'reused' };

const LIFETIME = `interval '24 hours'`;

/**
 * The `Idempotency-Key`s of writes, for 24 hours from their first use. A key is taken before its request does
 * anything, so that of simultaneous requests exactly one does it.
 */
export class IdempotencyStore {
  /** Takes a key, or says who has it: `reused` when that was another request. */
  async take(sql: Sql, owner: string, key: string, fingerprint: string): Promise<KeyTaken> {
    await sql.execute(
      `delete from idempotency_keys where owner = $1 and key = $2 and created_at < now() - ${LIFETIME}`,
      [owner, key],
    );
    const inserted = await sql.execute(
      `insert into idempotency_keys (owner, key, fingerprint) values ($1, $2, $3)
       on conflict do nothing`,
      [owner, key, fingerprint],
    );
    return inserted > 0 ? { is: 'new' } : this.holderOf(sql, owner, key, fingerprint);
  }

  /** Keeps the answer for whoever asks again. */
  async keep(sql: Sql, owner: string, key: string, { status, body }: KeptAnswer): Promise<void> {
    await sql.execute(
      `update idempotency_keys set status = $3, body = $4 where owner = $1 and key = $2`,
      [owner, key, status, body],
    );
  }

  /** Frees a key whose request was refused. */
  async release(sql: Sql, owner: string, key: string): Promise<void> {
    await sql.execute(
      `delete from idempotency_keys where owner = $1 and key = $2 and status is null`,
      [owner, key],
    );
  }

  /** Deletes what has outlived its day, at most `limit` of it; answers how many. */
  purge(sql: Sql, limit: number): Promise<number> {
    return sql.execute(
      `delete from idempotency_keys where (owner, key) in (
         select owner, key from idempotency_keys where created_at < now() - ${LIFETIME} limit $1)`,
      [limit],
    );
  }

  private async holderOf(
    sql: Sql,
    owner: string,
    key: string,
    fingerprint: string,
  ): Promise<KeyTaken> {
    const [row] = await sql.query<{
      fingerprint: string;
      status: number | null;
      body: string | null;
    }>(`select fingerprint, status, body from idempotency_keys where owner = $1 and key = $2`, [
      owner,
      key,
    ]);
    if (row === undefined) return this.take(sql, owner, key, fingerprint);
    if (row.fingerprint !== fingerprint) return { is: 'reused' };
    if (row.status === null) return { is: 'in_progress' };
    return { is: 'answered', answer: { status: row.status, body: row.body } };
  }
}
