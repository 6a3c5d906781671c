import type { CellsInMemory } from './range-in-memory.ts';

/** What a cell holds; formulas are texts that begin with `=`. */
export type Cell = string | number | boolean | null;

const NUMBER = /^-?\d+(\.\d+)?$/;

/** One sheet of a spreadsheet. */
export class SheetInMemory {
  rows: { value: Cell; isFormula: boolean }[][] = [];

  constructor(
    readonly id: number,
    public title: string,
  ) {}

  /** The values, without what is empty at the ends. */
  get values(): Cell[][] {
    return this.rows.map((row) => row.map(({ value }) => value));
  }

  /** Writes rows; null leaves a cell as it is. Typed values are parsed: numbers, and `=1+2`. */
  write(at: { row: number; column: number }, rows: Cell[][], input: string): void {
    rows.forEach((cells, down) =>
      cells.forEach((value, right) => {
        if (value === null) return;
        const row = (this.rows[at.row + down] ??= []);
        row[at.column + right] = entered(value, input);
      }),
    );
    this.fill();
  }

  read({ row, column, rowEnd, columnEnd }: CellsInMemory, render: string): Cell[][] {
    const rows = this.rows
      .slice(row, rowEnd)
      .map((cells) => cells.slice(column, columnEnd).map((cell) => rendered(cell, render)));
    return withoutEnd(
      rows.map((cells) => withoutEnd(cells, (cell) => cell === '')),
      (cells) => cells.length === 0,
    );
  }

  clear({ row, column, rowEnd, columnEnd }: CellsInMemory): void {
    this.rows.forEach((cells, at) =>
      cells.forEach((cell, right) => {
        const isMeant = at >= row && at < rowEnd && right >= column && right < columnEnd;
        if (isMeant) Object.assign(cell, empty());
      }),
    );
  }

  deleteRows(from: number, to: number): void {
    this.rows.splice(from, to - from);
  }

  private fill(): void {
    const width = Math.max(0, ...this.rows.map((row) => row?.length ?? 0));
    this.rows = Array.from(this.rows, (row = []) =>
      Array.from({ length: width }, (_, at) => row[at] ?? empty()),
    );
  }
}

const empty = (): { value: Cell; isFormula: boolean } => ({ value: '', isFormula: false });

function entered(value: Cell, input: string): { value: Cell; isFormula: boolean } {
  if (input !== 'USER_ENTERED' || typeof value !== 'string') return { value, isFormula: false };
  if (NUMBER.test(value)) return { value: Number(value), isFormula: false };
  return { value, isFormula: value.startsWith('=') };
}

function rendered({ value, isFormula }: { value: Cell; isFormula: boolean }, render: string): Cell {
  const shown = isFormula && render !== 'FORMULA' ? sumOf(String(value)) : value;
  return render === 'FORMATTED_VALUE' && shown !== null ? formatted(shown) : shown;
}

const formatted = (value: Cell): string =>
  typeof value === 'boolean' ? String(value).toUpperCase() : String(value);

/** `=1+2`. */
const sumOf = (formula: string): number =>
  formula
    .slice(1)
    .split('+')
    .reduce((sum, part) => sum + Number(part), 0);

function withoutEnd<T>(list: T[], isEmpty: (item: T) => boolean): T[] {
  const last = list.findLastIndex((item) => !isEmpty(item));
  return list.slice(0, last + 1);
}
