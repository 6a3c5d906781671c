import { renderTextInThisThread } from '../testing/index.ts';

const printed = (source: string) => {
  const outcome = renderTextInThisThread(source, { context: '{"x":"y","l":[1,2]}' });
  return outcome.ok ? outcome.text : outcome.error.message;
};

describe('raw', () => {
  it.each([
    ['{% raw %}{{ x }}{% if %}{% endraw %}', '{{ x }}{% if %}'],
    ['{% raw %}{% comment %}{{ "{% endraw %}', '{% comment %}{{ "'],
    ['a {%- raw -%} b {%- endraw -%} c', 'a b c'],
    ['a{%-raw-%}b{%-endraw-%}c', 'abc'],
    ['{% raw %}{% endraw', 'tag "{% endraw" not closed'],
    ['{% raw %}', 'tag raw not closed: endraw is missing'],
    ['{% raw x %}{% endraw %}', 'unexpected "x"'],
  ])('%s prints %s', (source, output) => {
    expect(printed(source)).toBe(output);
  });
});
