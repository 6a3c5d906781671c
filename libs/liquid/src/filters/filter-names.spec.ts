import { parseTemplate } from '../parsing/parse-template.ts';
import { filters } from './index.ts';

describe('the filters', () => {
  it.each(Object.keys(filters))('%s can be saved in a script', (name) => {
    expect(parseTemplate(`{{ x | ${name} }}`)).toBeUndefined();
  });

  it.each(
    'where_exp group_by group_by_exp find find_exp find_index has reject pop shift slugify inspect raw xml_escape cgi_escape uri_escape normalize_whitespace number_of_words array_to_sentence_string date_to_xmlschema date_to_string to_integer jsonify __proto__ constructor'.split(
      ' ',
    ),
  )('%s, which other Liquids know, cannot', (name) => {
    expect(parseTemplate(`{{ x |\n ${name} }}`)).toEqual({
      message: `undefined filter: ${name}`,
      line: 2,
      column: 2,
    });
  });
});
