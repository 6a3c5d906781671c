/** What runs SQL: a {@link Database} (each statement commits by itself) or a {@link Transaction}. */
export interface Sql {
  /** The rows of a `select` and of an `insert`, `update`, `delete` or CTE with `returning` alike. */
  query<Row>(text: string, params?: readonly unknown[]): Promise<Row[]>;
  /** The number of rows that the statement affected. */
  execute(text: string, params?: readonly unknown[]): Promise<number>;
}
