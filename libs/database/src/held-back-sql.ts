import type { Sql } from './sql.ts';

/** Collects statements to be sent later. Each is answered at once, with no rows. */
export class HeldBackSql implements Sql {
  readonly statements: { text: string; params: readonly unknown[] | undefined }[] = [];

  query<Row>(text: string, params?: readonly unknown[]): Promise<Row[]> {
    this.statements.push({ text, params });
    return Promise.resolve([]);
  }

  execute(text: string, params?: readonly unknown[]): Promise<number> {
    this.statements.push({ text, params });
    return Promise.resolve(0);
  }
}
