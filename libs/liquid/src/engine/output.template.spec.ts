import { printerOf } from '../testing/index.ts';

const printed = printerOf('{"x":"y","l":[1,2]}');

describe('whitespace control', () => {
  it.each([
    ['a \n {{- x -}} \n b', 'ayb'],
    ['a \n {%- if true -%} \n b \n {%- endif -%} \n c', 'abc'],
    ['a {{ x -}} b {{- x }} c', 'a yby c'],
    ['{%if true%}a{%endif%}', 'a'],
    ['{%-if true-%}a{%-endif-%}', 'a'],
    ['{{x}}{{-x-}}{{"-"}}', 'yy-'],
    ['a \t\r\n\v\f{{- x -}}\f\v\n\r\t b', 'ayb'],
    ['a\u00a0 {{- x -}} \u2003b\ufeff', 'a\u00a0y\u2003b\ufeff'],
    ['{{ x -}} \n {{- x }}', 'yy'],
    [' \n{%- if true -%} \n{%- endif -%}\n ', ''],
  ])('%j prints %j', (source, output) => {
    expect(printed(source)).toBe(output);
  });
});

describe('outputs', () => {
  it.each([
    ['{{ }}{{}}', ''],
    ['{{ "}}" }}', '}}'],
    ['{{ "a" | append: "}}" | append: \'"\' }}', 'a}}"'],
    ['{{ x\n | upcase\n | append: "!"\n}}', 'Y!'],
    ['{{ x|upcase|append:"!" }}', 'Y!'],
    ['{% assign f = "%}" %}', 'string not closed'],
    ['{{ | upcase }}', 'a value is expected, found "| upcase"'],
    ['{{ x | }}', 'a filter is expected, found end'],
    ['{{ x | append: }}', 'an argument is expected, found end'],
    ['{{ x | append: "a", }}', 'an argument is expected, found end'],
    ['{{ x | append "a" }}', 'unexpected "\\"a\\""'],
    ['{{ x | append: "a" "b" }}', 'unexpected "\\"b\\""'],
    ['{{ x | date: tz: }}', 'a value is expected, found end'],
    ['{{ x | date: "a" : 1 }}', 'date: unknown option "a"'],
    ['{{ x | date: l[0]: 1 }}', 'l[0] is no name of an option'],
    ['{{ x', 'output "{{ x" not closed'],
    ['{% if x', 'tag "{% if x" not closed'],
  ])('%s prints %s', (source, output) => {
    expect(printed(source)).toBe(output);
  });
});
