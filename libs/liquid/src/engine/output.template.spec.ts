import { renderTextInThisThread } from '../testing/index.ts';

const printed = (source: string) => {
  const outcome = renderTextInThisThread(source, { context: '{"x":"y","l":[1,2]}' });
  return outcome.ok ? outcome.text : outcome.error.message;
};

describe('whitespace control', () => {
  it.each([
    ['a \n {{- x -}} \n b', 'ayb'],
    ['a \n {%- if true -%} \n b \n {%- endif -%} \n c', 'abc'],
    ['a {{ x -}} b {{- x }} c', 'a yby c'],
    ['{%if true%}a{%endif%}', 'a'],
    ['{%-if true-%}a{%-endif-%}', 'a'],
    ['{{x}}{{-x-}}{{"-"}}', 'yy-'],
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
