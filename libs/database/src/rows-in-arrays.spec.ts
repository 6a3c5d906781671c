import { RowsInArrays } from './rows-in-arrays.ts';

interface Row {
  id: number;
  text: string | null;
  words: string[] | null;
}

const arrays = new RowsInArrays<Row>({
  id: ['integer', ({ id }) => id],
  text: ['text', ({ text }) => text],
  words: ['text[]', ({ words }) => words],
});
const row = (id: number, text: string | null = null): Row => ({ id, text, words: null });

describe('rows in arrays', () => {
  it('are one parameter a column, and one text however many rows there are', () => {
    expect(arrays.from('v')).toBe(
      'unnest($1::integer[], $2::text[], $3::text[]) v (id, text, words)',
    );
    expect(arrays.selected('v')).toBe('v.id, v.text, v.words::text[]');
    expect(arrays.parameters([row(1, 'a'), row(2)])).toEqual([
      '{1,2}',
      '{"a",null}',
      '{null,null}',
    ]);
  });

  it('can follow other parameters', () => {
    const later = new RowsInArrays<Row>({ id: ['integer', ({ id }) => id] }, arrays.nextParameter);

    expect(later.from('w')).toBe('unnest($4::integer[]) w (id)');
  });

  it('carry arrays as text, quoted', () => {
    const words = ['plain', 'a "quoted" \\ word', '', 'null', 'a,b}'];

    const [, , parameter] = arrays.parameters([{ ...row(1), words }]);

    const text = JSON.parse(String(parameter).slice(1, -1)) as string;
    expect(text).toBe('{"plain","a \\"quoted\\" \\\\ word","","null","a,b}"}');
  });

  it('go in parts when they are very large, none without a row and none left out', () => {
    const large = 'x'.repeat(9_000_000);
    const rows = [row(1, large), row(2, large), row(3, 'y'), row(4, large), row(5)];

    const parts = [...arrays.parts(rows)].map((part) => part.map(({ id }) => id));

    expect(parts).toEqual([[1], [2, 3], [4, 5]]);
    expect([...arrays.parts([])]).toEqual([]);
    expect([...arrays.parts([row(1)])]).toEqual([[row(1)]]);
  });
});
