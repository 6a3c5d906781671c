import { Liquid } from 'liquidjs';
import { parseJson } from '@millwright/kernel';
import { renderTextInThisThread } from './testing/index.ts';

const context =
  '{"h":{"10":1,"2":"x"},"size_less":{"a":1},"nums":[3,1,2],"o":{"a":[1]},"p":{"a":[1]},"emoji":"😀b"}';
const printed = (source: string): string => {
  const outcome = renderTextInThisThread(source, { context });
  return outcome.ok ? outcome.text : outcome.error.message;
};
const bare = new Liquid();
/** What liquidjs makes of the same, or its complaint. */
const theirs = (source: string): string => {
  try {
    return bare.parseAndRenderSync(source, plainOf(parseJson(context)) as object);
  } catch (error) {
    return (error as Error).message;
  }
};

// Where the engine underneath would print something else. Both sides, so that a new version of it is noticed.
describe('where liquidjs differs, a script prints', () => {
  it.each([
    ['strings without escapes', String.raw`{{ "\d+\n" }}`, String.raw`\d+\n`],
    ['null for what is missing', '{{ missing | json }}', 'null'],
    ['floats as floats', '{{ 1.0 }}', '1.0'],
    ['decimal sums', '{{ 0.1 | plus: 0.2 }}', '0.3'],
    ['all digits', '{{ 12345678901234567890 }}', '12345678901234567890'],
    ['large floats by their exponent', '{{ 1000000000000000000000000.0 }}', '1.0e+24'],
    ['integers divided to integers', '{{ 7 | divided_by: 2 }}|{{ -7 | divided_by: 2 }}', '3|-4'],
    ['nested assignments', '{% assign x = h %}{% assign x["a"] = 1 %}{{ x.a }}', '1'],
    ['keys in their order', '{{ h | json }}', '{"10":1,"2":"x"}'],
    ['a hash as Ruby inspects it', '{{ h }}', '{"10"=>1, "2"=>"x"}'],
    ['a range as it is written', '{{ (1..3) }}', '1..3'],
    ['an array in a text filter as Ruby inspects it', '{{ nums | append: "" }}', '[3, 1, 2]'],
    ['the characters at the ends of a text', '{{ "abc".first }}{{ "abc".last }}', 'ac'],
    ['the pair at the beginning of a hash', '{{ h.first | json }}', '["10",1]'],
    ['equality by value', '{% if o == p %}same{% endif %}', 'same'],
    [
      'nothing contained by reference alone',
      '{% assign l = array | push: o %}{% if l contains p %}in{% endif %}',
      'in',
    ],
    ['what keys a hash contains', '{% if h contains "2" %}yes{% endif %}', 'yes'],
    ['nil as blank', '{% if nil == blank %}blank{% endif %}', 'blank'],
    [
      'an error for text compared to a number',
      '{% if "2" > 1 %}more{% endif %}',
      'comparison of String with 1 failed',
    ],
    ['characters counted by code points', '{{ emoji.size }}', '2'],
    [
      'the loop around a loop',
      '{% for x in (1..1) %}{% for y in (1..1) %}{{ forloop.parentloop.index }}{% endfor %}{% endfor %}',
      '1',
    ],
    ['ranges between integers', '{% for x in (1..2.9) %}{{ x }}{% endfor %}', '12'],
    ['keys alone in brackets', '{{ size_less["size"] | json }}', 'null'],
    ['blank blocks not at all', '[{% if true %}  {% endif %}]', '[]'],
    ['balanced comments', '{% comment %}{% comment %}{% endcomment %}x{% endcomment %}', ''],
    ['ifchanged', '{% for x in (1..2) %}{% ifchanged %}a{% endifchanged %}{% endfor %}', 'a'],
    [
      'table rows with their line ends',
      '{% tablerow x in (1..1) %}{% endtablerow %}',
      '<tr class="row1">\n<td class="col1"></td></tr>\n',
    ],
    ['unknown filters as errors', '{{ "x" | nope }}', 'undefined filter: nope'],
    [
      'filters of liquidjs as unknown',
      '{{ nums | where_exp: "x", "x > 1" }}',
      'undefined filter: where_exp',
    ],
    ['a line feed by its name', '{{ "a" | append: newline | append: "b" }}', 'a\nb'],
    [
      'filters in conditions as errors',
      '{% if nums | size %}x{% endif %}',
      'filters are not allowed in conditions: assign the value first',
    ],
    ['leftovers in an output as errors', '{{ nums h }}', 'unexpected "h"'],
  ])('%s', (_, source, output) => {
    expect(printed(source)).toBe(output);
    expect(theirs(source)).not.toBe(output);
  });
});

describe('where liquidjs agrees, a script prints', () => {
  it.each([
    ['and and or from the right', '{% if true or false and false %}yes{% endif %}', 'yes'],
    ['what came before a break', 'a{% break %}b', 'a'],
    ['the pairs of a hash', '{% for kv in size_less %}{{ kv[0] }}={{ kv[1] }}{% endfor %}', 'a=1'],
    ['nothing of an empty text', '{{ "" | split: "," | size }}', '0'],
    ['a remainder with the sign of the divisor', '{{ -17 | modulo: 5 }}', '3'],
    ['without whitespace', 'a {%- if true -%} b {%- endif -%} c', 'abc'],
    ['tags without spaces', '{%if true%}a{%endif%}', 'a'],
    ['every when that matches', '{% case 1 %}{% when 1 %}a{% when 1 %}b{% endcase %}', 'ab'],
  ])('%s', (_, source, output) => {
    expect(printed(source)).toBe(output);
    expect(theirs(source)).toBe(output);
  });
});

/** Maps as the objects that liquidjs works with. */
function plainOf(value: unknown): unknown {
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, item]) => [key as string, plainOf(item)]));
  }
  return Array.isArray(value) ? value.map(plainOf) : value;
}
