import { generateFile } from '../testing/generate-file.ts';

const csv = async (options: string): Promise<string> =>
  (await generateFile(`{"csv":${options}}`)).bytes.toString();

it.each([
  ['[["a","b;c"],[1,null]]', 'a,b;c\n1,\n'],
  ['{"rows":[["a","b;c"],[1,null]],"delimiter":";"}', 'a;"b;c"\n1;\n'],
  ['{"rows":[["ü"]],"include_bom":true}', '\ufeffü\n'],
  ['{"rows":[["ü"]],"include_bom":"true","delimiter":null}', '\ufeffü\n'],
  ['[]', ''],
  ['[[]]', '\n'],
  ['[["", null, 1.0, 12345678901234567890, true]]', '"",,1.0,12345678901234567890,true\n'],
  [String.raw`[["a\"b","c\nd"]]`, '"a""b","c\nd"\n'],
])('writes %s as the filter does', async (options, text) => {
  expect(await csv(options)).toBe(text);
});

it('takes the header of hashes, and the order of their cells, from the first', async () => {
  const rows = '[{"b":1,"a":"x"},{"a":"y","b":2,"c":"left out"},{"a":"z"}]';

  expect(await csv(rows)).toBe('b,a\n1,x\n2,y\n,z\n');
});

it('is text/csv', async () => {
  expect((await generateFile({ csv: [['a']] })).contentType).toBe('text/csv');
});

it.each([
  ['"a"', 'csv: must be an object'],
  ['{}', 'csv.rows: is required'],
  ['{"rows":"a"}', 'csv.rows: must be an array of rows'],
  ['["a"]', 'csv.rows.0: must be an array or an object'],
  ['[["a"],{"a":1}]', 'csv.rows.1: must be an array, as the first row is'],
  ['[{"a":1},["a"]]', 'csv.rows.1: must be an object, as the first row is'],
  ['[{"a":1},null]', 'csv.rows.1: must be an object, as the first row is'],
  [String.raw`{"rows":[],"delimiter":"\""}`, 'csv.delimiter: must be 1 to 16 characters'],
  ['{"rows":[],"delimiter":""}', 'csv.delimiter: must be 1 to 16 characters'],
  ['{"rows":[],"include_bom":1}', 'csv.include_bom: must be true or false'],
])('refuses %s', async (options, fault) => {
  await expect(csv(options)).rejects.toThrow(fault);
});

it('warns of options that there are not', async () => {
  const { warnings } = await generateFile({ csv: { rows: [], bom: true } });

  expect(warnings).toEqual(['the file "a file": unknown option "bom" of csv, ignored']);
});

it('does not begin what cannot fit: more empty cells than a file has bytes', async () => {
  const header = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`k${n}`, '']));
  const rows = [header, ...Array.from({ length: 1_000 }, () => ({}))];

  await expect(generateFile({ csv: rows })).rejects.toMatchObject({
    code: 'size_limit',
    message: expect.stringContaining('1001 rows of 20000 columns'),
  });
});

it('fails when little becomes too much: a wide header over many small rows', async () => {
  const header = Object.fromEntries(Array.from({ length: 2_000 }, (_, n) => [`k${n}`, n]));
  const rows = [header, ...Array.from({ length: 20_000 }, () => ({}))];

  await expect(
    generateFile({ csv: { rows, delimiter: '----------------' } }),
  ).rejects.toMatchObject({ code: 'size_limit', retry: false });
});
