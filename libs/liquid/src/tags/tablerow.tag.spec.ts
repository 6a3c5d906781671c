import { printerOf } from '../testing/index.ts';

const context =
  '{"h":{"10":1,"2":"x"},"list":[1,2,3,4],"f":1.0,"two":"2","nested":{"list":[5,6]},"t":true,"o":{}}';
const printed = printerOf(context);

describe('tablerow prints', () => {
  it.each([
    [
      'rows and cells',
      'x in (1..3) cols: 2',
      '{{ x }}',
      '<tr class="row1">\n<td class="col1">1</td><td class="col2">2</td></tr>\n<tr class="row2"><td class="col1">3</td></tr>\n',
    ],
    [
      'one row without cols',
      'x in (1..2)',
      '{{ x }}',
      '<tr class="row1">\n<td class="col1">1</td><td class="col2">2</td></tr>\n',
    ],
    [
      'full rows without one more',
      'x in (1..2) cols:2',
      '',
      '<tr class="row1">\n<td class="col1"></td><td class="col2"></td></tr>\n',
    ],
    ['an empty row over nothing to go over', 'x in array', '{{ x }}', '<tr class="row1">\n</tr>\n'],
    ['nothing over nil', 'x in nothing', '{{ x }}', ''],
    [
      'by limit and offset',
      'x in list limit: 2 offset: 1 cols: 1',
      '{{ x }}',
      '<tr class="row1">\n<td class="col1">2</td></tr>\n<tr class="row2"><td class="col1">3</td></tr>\n',
    ],
    [
      'a text once, whatever the offset and the limit',
      'x in "text" limit: 0 offset: 1',
      '{{ x }}',
      '<tr class="row1">\n<td class="col1">text</td></tr>\n',
    ],
    [
      'no cell by a limit of nil',
      'x in list limit: nothing',
      '{{ x }}',
      '<tr class="row1">\n</tr>\n',
    ],
    [
      'columns by the number that a text begins with',
      'x in (1..2) cols: "1 column"',
      '{{ x }}',
      '<tr class="row1">\n<td class="col1">1</td></tr>\n<tr class="row2"><td class="col1">2</td></tr>\n',
    ],
    [
      'where it is',
      'x in (1..2) cols: 1',
      '{{ tablerowloop.row }}{{ tablerowloop.col }}{{ tablerowloop.col0 }}{{ tablerowloop.col_first }}{{ tablerowloop.col_last }}{{ tablerowloop.index }}{{ tablerowloop.rindex0 }}{{ tablerowloop.last }}{{ tablerowloop.length }}',
      '<tr class="row1">\n<td class="col1">110truetrue11false2</td></tr>\n<tr class="row2"><td class="col1">210truetrue20true2</td></tr>\n',
    ],
    [
      'pairs',
      'kv in h',
      '{{ kv | join: "=" }}',
      '<tr class="row1">\n<td class="col1">10=1</td><td class="col2">2=x</td></tr>\n',
    ],
  ])('%s', (_, header, body, output) => {
    expect(printed(`{% tablerow ${header} %}${body}{% endtablerow %}`)).toBe(output);
  });
});
