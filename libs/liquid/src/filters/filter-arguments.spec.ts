import { printedBy } from '../testing/index.ts';
import { filterNamed } from './call-filter.ts';
import { filters } from './index.ts';

// How many arguments each filter takes by position: at least, at most. What slice takes depends on its input.
const takers: readonly (readonly [least: number, most: number, names: string])[] = [
  [
    0,
    0,
    'abs base64 base64_decode base64_encode base64_url_safe_decode base64_url_safe_encode base64url browser capitalize ceil decode_base64 decode_base64url downcase e164 escape escape_once first floor graphql_arguments gunzip gzip handle handleize json jsonl keys last lstrip md5 money_with_currency newline_to_br parse_json parse_jsonl parse_xml reverse rstrip sha1 sha256 sha512 shopify size strip strip_html strip_newlines sum unindent upcase url_decode url_encode url_param_escape values',
  ],
  [
    0,
    1,
    'compact csv currency date img_url join parse_csv round sample sort sort_natural sort_naturally uniq',
  ],
  [0, 2, 'truncate truncatewords'],
  [
    1,
    1,
    'add_tag append at_least at_most concat default divided_by hmac_sha1 hmac_sha256 hmac_sha512 in_groups in_groups_of index_by map match minus modulo parse_date plus prepend remove remove_first remove_last remove_tag rsa_sha256 rsa_sha512 scan split times',
  ],
  [1, 2, 'replace replace_first where'],
  [2, 2, 'pluralize replace_last'],
  [1, Infinity, 'add_tags except push remove_tags unshift'],
];
const named = takers.flatMap(([least, most, names]) =>
  names.split(' ').map((name) => [name, least, most] as const),
);

const forceUtf8 = ['force_utf8'];
const binary = ['binary'];
const optionsByName: Readonly<Record<string, readonly string[]>> = {
  base64_decode: forceUtf8,
  base64_url_safe_decode: forceUtf8,
  csv: ['delimiter', 'include_bom'],
  currency: ['locale'],
  date: 'advance beginning_of_day beginning_of_month beginning_of_quarter beginning_of_week beginning_of_year end_of_day end_of_month end_of_quarter end_of_week end_of_year middle_of_day tz'.split(
    ' ',
  ),
  decode_base64: forceUtf8,
  decode_base64url: forceUtf8,
  default: ['allow_false'],
  gunzip: forceUtf8,
  hmac_sha1: binary,
  hmac_sha256: binary,
  hmac_sha512: binary,
  in_groups: ['fill_with'],
  in_groups_of: ['fill_with'],
  parse_csv: ['delimiter', 'headers'],
  parse_json: ['silent'],
  rsa_sha256: binary,
  rsa_sha512: binary,
  shopify: ['variables'],
};

describe('the arguments of the filters', () => {
  const outcomeWith = (name: string, count: number): string =>
    printedBy(`{{ "x" | ${name}${count > 0 ? ':' : ''} ${Array(count).fill('1').join(', ')} }}`);

  it('are told here for every filter of the dialect, and there is no other', () => {
    expect([...named.map(([name]) => name), 'slice'].sort()).toEqual(Object.keys(filters).sort());
  });

  it.each(named)('of %s are at least %d and at most %d', (name, least, most) => {
    const refusal = `error: ${name}: wrong number of arguments`;
    const many = Math.min(most, 5);

    expect(outcomeWith(name, least)).not.toContain('wrong number');
    expect(outcomeWith(name, many)).not.toContain('wrong number');
    if (least > 0) expect(outcomeWith(name, least - 1)).toBe(refusal);
    if (most === many) expect(outcomeWith(name, most + 1)).toBe(refusal);
  });

  it('are those that are known by name, and no others', () => {
    const known = Object.keys(filters)
      .map((name) => [name, [...filterNamed(name)!.options].sort()] as const)
      .filter(([, options]) => options.length > 0);

    expect(Object.fromEntries(known)).toEqual(optionsByName);
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
