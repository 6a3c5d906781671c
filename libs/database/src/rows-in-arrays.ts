/** A column of several rows: its SQL type and how its value is read off a row. */
export type ColumnOf<Row> = readonly [type: string, read: (row: Row) => unknown];

/** The columns of several rows, by name. */
export type ColumnsOf<Row> = Readonly<Record<string, ColumnOf<Row>>>;

/** One array parameter goes out as one text, which Postgres takes up to a gigabyte; far below it, memory is kind too. */
const MAX_CHARACTERS = 16_000_000;

/**
 * Rows as one array parameter per column. The statement's text is then the same however many rows there are, and
 * costs the server as little to parse as for one (a list of values costs several times as much; bench "pipeline").
 */
export class RowsInArrays<Row> {
  readonly names: string[];
  private readonly columns: ColumnOf<Row>[];

  constructor(columns: ColumnsOf<Row>) {
    this.names = Object.keys(columns);
    this.columns = Object.values(columns);
  }

  /** `unnest(…)`: a row for each place of the arrays, its columns in the order of {@link names}. */
  get source(): string {
    const arrays = this.columns.map(([type], index) => `$${index + 1}::${elementOf(type)}[]`);
    return `unnest(${arrays.join(', ')})`;
  }

  /** The columns as they are after {@link source}, for `select`: what is an array itself travels as text. */
  selected(alias: string): string {
    return this.names
      .map((name, index) => {
        const [type] = this.columns[index]!;
        return isArray(type) ? `${alias}.${name}::${type}` : `${alias}.${name}`;
      })
      .join(', ');
  }

  /** The parameters for some rows. */
  parameters(rows: readonly Row[]): unknown[] {
    return this.columns.map(([type, read]) =>
      isArray(type) ? rows.map((row) => literalOf(read(row))) : rows.map((row) => read(row)),
    );
  }

  /** Parts of the rows that are each small enough for one statement, in order. */
  *parts(rows: readonly Row[]): Generator<readonly Row[]> {
    let from = 0;
    let characters = 0;
    for (let index = 0; index < rows.length; index += 1) {
      const size = this.charactersOf(rows[index]!);
      if (index > from && characters + size > MAX_CHARACTERS) {
        yield rows.slice(from, index);
        from = index;
        characters = 0;
      }
      characters += size;
    }
    if (from < rows.length) yield from === 0 ? rows : rows.slice(from);
  }

  private charactersOf(row: Row): number {
    let characters = 0;
    for (const [type, read] of this.columns) {
      if (type !== 'text') continue;
      const value = read(row);
      if (typeof value === 'string') characters += value.length;
    }
    return characters;
  }
}

const isArray = (type: string): boolean => type.endsWith('[]');
const elementOf = (type: string): string => (isArray(type) ? 'text' : type);

/** An array of texts as Postgres writes it. */
const literalOf = (value: unknown): string | null =>
  value === null || value === undefined
    ? null
    : `{${(value as readonly unknown[]).map(quoted).join(',')}}`;

const quoted = (value: unknown): string => `"${String(value).replace(/["\\]/g, '\\$&')}"`;
