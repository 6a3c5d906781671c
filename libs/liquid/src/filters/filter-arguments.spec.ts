import { printedBy } from '../testing/index.ts';

describe('the arguments of filters for text, numbers, lists and dates', () => {
  it.each([
    'upcase: 1',
    'append: "a", "b"',
    'replace: "a", "b", "c"',
    'replace_last: "a", "b", "c"',
    'remove: "a", "b"',
    'split: ",", 2',
    'truncate: 1, "", ""',
    'truncatewords: 1, "", ""',
    'pluralize: "a", "b", "c"',
    'plus: 1, 2',
    'round: 1, 2',
    'sum: "n"',
    'currency: "EUR", "de"',
    'money_with_currency: "EUR"',
    'first: 2',
    'join: ",", ";"',
    'map: "a", "b"',
    'where: "a", 1, 2',
    'sort: "a", "b"',
    'sort_natural: "a", "b"',
    'sort_naturally: "a", "b"',
    'uniq: "a", "b"',
    'compact: "a", "b"',
    'reverse: 1',
    'concat: nil, nil',
    'in_groups: 2, 3',
    'in_groups_of: 2, 3',
    'index_by: "a", "b"',
    'sample: 1, 2',
    'keys: 1',
    'values: 1',
    'add_tag: "a", "b"',
    'remove_tag: "a", "b"',
    'date: "%F", "%T"',
    'parse_date: "%F", "%T"',
  ])('%s are too many', (filter) => {
    const name = filter.split(':')[0];

    expect(printedBy(`{{ "x" | ${filter} }}`)).toBe(`error: ${name}: wrong number of arguments`);
  });

  it.each([
    ['date: "%F %R", o', '{"tz":"UTC"}', '1970-01-01 00:00'],
    ['date: o', '{"tz":"Asia/Tokyo","end_of_day":true}', '1970-01-01T23:59:59+09:00'],
    ['date: "%F", o, advance: "2 days"', '{"advance":"1 day"}', '1970-01-02'],
    ['currency: "EUR", o', '{"locale":"de"}', '€0,00'],
    ['currency: o', '{"locale":"de"}', '$0,00'],
    ['in_groups_of: 2, o | json', '{"fill_with":"-"}', '[[0,"-"]]'],
    ['in_groups: 2, o | json', '{"fill_with":false}', '[[0],[]]'],
  ])('by name may come as a hash: %s with %s', (filter, options, output) => {
    const template = `{% assign o = '${options}' | parse_json %}{{ 0 | ${filter} }}`;

    expect(printedBy(template)).toBe(output);
  });

  it.each([
    ['upcase', 'x: 1', 'x'],
    ['date', 'zone: "UTC"', 'zone'],
    ['currency', 'code: "EUR"', 'code'],
    ['in_groups_of', '2, fill: 1', 'fill'],
  ])('of %s know no others by name: %s', (name, given, option) => {
    expect(printedBy(`{{ "x" | ${name}: ${given} }}`)).toBe(
      `error: ${name}: unknown option "${option}"`,
    );
  });
});
