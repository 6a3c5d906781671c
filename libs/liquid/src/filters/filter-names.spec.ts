import { parseTemplate } from '../engine/parse-template.ts';
import { filterOptions, filters } from './index.ts';

// The filters of the dialect, by what they are for.
const text =
  'append prepend upcase downcase capitalize strip lstrip rstrip strip_newlines newline_to_br strip_html escape escape_once url_encode url_decode replace replace_first replace_last remove remove_first remove_last split slice truncate truncatewords size pluralize unindent';
const numbers =
  'plus minus times divided_by modulo abs ceil floor round at_least at_most sum currency money_with_currency';
const lists =
  'first last join map where sort sort_natural sort_naturally uniq reverse compact concat push unshift except in_groups in_groups_of index_by sample keys values add_tag add_tags remove_tag remove_tags';
const dates = 'date parse_date';
const data =
  'json parse_json jsonl parse_jsonl csv parse_csv parse_xml default gzip gunzip browser graphql_arguments shopify';
const patternsAndBytes =
  'handleize handle match scan e164 md5 sha1 sha256 sha512 hmac_sha1 hmac_sha256 hmac_sha512 rsa_sha256 rsa_sha512 base64_encode base64_decode base64_url_safe_encode base64_url_safe_decode base64 decode_base64 base64url decode_base64url url_param_escape img_url';
const namesOf = (...families: string[]): string[] => families.join(' ').split(' ').sort();

describe('the filters', () => {
  it('for text, numbers, lists and dates are all there', () => {
    expect(Object.keys(filters)).toEqual(
      expect.arrayContaining(namesOf(text, numbers, lists, dates)),
    );
  });

  it('are none but those of the dialect', () => {
    const documented = new Set(namesOf(text, numbers, lists, dates, data, patternsAndBytes));

    expect(Object.keys(filters).filter((name) => !documented.has(name))).toEqual([]);
  });

  it.each(namesOf(text, numbers, lists, dates))('%s can be saved in a script', (name) => {
    expect(parseTemplate(`{{ x | ${name} }}`)).toBeUndefined();
  });

  it.each(
    'where_exp group_by group_by_exp find find_exp find_index has reject pop shift slugify inspect raw xml_escape cgi_escape uri_escape normalize_whitespace number_of_words array_to_sentence_string date_to_xmlschema date_to_string to_integer jsonify __proto__ constructor'.split(
      ' ',
    ),
  )('%s, which other Liquids know, cannot', (name) => {
    expect(parseTemplate(`{{ x |\n ${name} }}`)).toMatchObject({
      message: expect.stringContaining(name),
    });
  });

  it('have options only where there is a filter', () => {
    expect(Object.keys(filterOptions).filter((name) => !(name in filters))).toEqual([]);
  });
});
