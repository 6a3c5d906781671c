import { Liquid } from 'liquidjs';
import { parseJson } from '@millwright/kernel';
import { printerOf } from './testing/index.ts';

const context = `{
  "h": {"10": 1, "2": "x"},
  "size_less": {"a": 1},
  "nums": [3, 1, 2],
  "o": {"a": [1]},
  "p": {"a": [1]},
  "emoji": "😀b",
  "none": {},
  "twins": [{"a": [1]}, {"a": [1]}],
  "with_nil": {"a": null, "b": 1},
  "nested": [["a"], ["b", ["c"]]],
  "people": [{"k": "a", "age": 1}, {"k": "b", "age": null}],
  "deep_people": [[{"k": "a"}], [{"k": "b"}]],
  "deep": [{"a": {"b": 1}}],
  "nbsp": "\\u00a0x"
}`;
const printed = printerOf(context);
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
    ['floats of texts', '{{ "3" | times: 1.0 }}|{{ 5.0 | round: 2 }}', '3.0|5.0'],
    ['decimal sums', '{{ 0.1 | plus: 0.2 }}', '0.3'],
    ['decimal products', '{{ 1.1 | times: 3 }}', '3.3'],
    ['small floats by their exponent', '{{ 0.00001 }}', '1.0e-05'],
    ['the number that a text begins with', '{{ "1e3" | plus: 0 }}|{{ "4.2abc" | plus: 0 }}', '1|4'],
    ['an error for a division by zero', '{{ 4 | divided_by: 0 }}', 'divided by 0'],
    ['an error for a remainder by zero', '{{ 4 | modulo: 0 }}', 'divided by 0'],
    ['all digits', '{{ 12345678901234567890 }}', '12345678901234567890'],
    ['large floats by their exponent', '{{ 1000000000000000000000000.0 }}', '1.0e+24'],
    ['integers divided to integers', '{{ 7 | divided_by: 2 }}|{{ -7 | divided_by: 2 }}', '3|-4'],
    ['nested assignments', '{% assign x = h %}{% assign x["a"] = 1 %}{{ x.a }}', '1'],
    ['keys in their order', '{{ h | json }}', '{"10":1,"2":"x"}'],
    ['a hash as Ruby inspects it', '{{ h }}', '{"10"=>1, "2"=>"x"}'],
    ['a range as it is written', '{{ (1..3) }}', '1..3'],
    ['an array in a text filter as Ruby inspects it', '{{ nums | append: "" }}', '[3, 1, 2]'],
    ['dates without a format as ISO 8601', '{{ "2024-08-15" | date }}', '2024-08-15T00:00:00Z'],
    [
      'all formats of dates',
      '{{ "2024-08-15" | date: "%F %T %D %R %V %G" }}',
      '2024-08-15 00:00:00 08/15/24 00:00 33 2024',
    ],
    [
      'dates in another zone',
      '{{ "2024-08-15T00:00:00Z" | date: "%H:%M", tz: "Asia/Tokyo" }}',
      '09:00',
    ],
    ['dates moved', '{{ "2024-08-15" | date: "%Y-%m-%d", advance: "1 day" }}', '2024-08-16'],
    ['impossible dates unchanged', '{{ "2024-02-30" | date: "%Y-%m-%d" }}', '2024-02-30'],
    ['seconds since 1970 as dates', '{{ 0 | date: "%F" }}', '1970-01-01'],
    [
      'all that is pushed, in order',
      '{{ nums | push: 1, 2 | unshift: 8, 9 | join: "," }}',
      '8,9,3,1,2,1,2',
    ],
    ['a hash without nils', '{% assign x = with_nil | compact %}{{ x | json }}', '{"b":1}'],
    ['how many keys a hash has', '{{ h | size }}', '2'],
    ['the pair at the beginning, by the filter', '{{ h | first | join: "=" }}', '10=1'],
    ['the element of a slice', '{{ nums | slice: 1 | json }}', '1'],
    ['equal hashes once', '{{ twins | uniq | size }}', '1'],
    ['elements without nil under a key', '{{ people | compact: "age" | size }}', '1'],
    [
      'nested lists flattened',
      '{{ nested | reverse | join: "," }}|{{ nested | uniq | size }}|{{ nested | concat: nums | size }}|{{ nested | compact | size }}|{{ deep_people | map: "k" | join: "," }}|{{ deep_people | where: "k", "a" | size }}',
      'c,b,a|3|6|3|a,b|1',
    ],
    ['what is given by default for an empty hash', '{{ none | default: "x" }}', 'x'],
    ['words split at any whitespace', '{{ " a  b " | split: " " | json }}', '["a","b"]'],
    [
      'an error for what cannot be concatenated',
      '{{ nums | concat: "x" }}',
      'concat: its argument must be an array',
    ],
    [
      'an error for what cannot be sorted',
      '{% assign l = array | push: 1, "a" %}{{ l | sort }}',
      'cannot sort values of incompatible types',
    ],
    ['an error for a slice of no number', '{{ "abc" | slice: "x" }}', 'invalid integer'],
    [
      'an error for base64 without its padding',
      '{{ "bWlsbA" | base64_decode }}',
      'base64_decode: not base64 text',
    ],
    ['texts that need no truncation as they are', '{{ "a  b" | truncatewords: 5 }}', 'a  b'],
    ['more characters of a URL encoded', `{{ "*!'()" | url_encode }}`, '%2A%21%27%28%29'],
    ['percent signs that encode nothing as they are', '{{ "%zz" | url_decode }}', '%zz'],
    ['quotes by their name', `{{ '"' | escape }}`, '&quot;'],
    [
      'sizes, slices and cuts by code points',
      '{{ emoji | size }}|{{ emoji | slice: 0 }}|{{ "😀bcdef" | truncate: 5 }}|{{ emoji | split: "" | size }}',
      '2|😀|😀b...|2',
    ],
    ['no-break spaces kept by strip', '[{{ nbsp | strip }}]', '[\u00a0x]'],
    [
      'keys that are no paths',
      '{{ deep | map: "a.b" | json }}|{{ deep | where: "a.b", 1 | size }}',
      '[null]|0',
    ],
    [
      'other filters of liquidjs as unknown',
      '{{ people | group_by: "k" | size }}',
      'undefined filter: group_by',
    ],
    [
      'an error for arguments that no filter has',
      '{{ people | sum: "age" }}',
      'sum: wrong number of arguments',
    ],
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
    ['empty texts as empty', '{% if "" == empty %}yes{% endif %}', 'yes'],
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
