import { printerOf } from '../testing/index.ts';

const printed = printerOf('{"x":"y","l":[1,2]}');

describe('raw', () => {
  it.each([
    ['{% raw %}{{ x }}{% if %}{% endraw %}', '{{ x }}{% if %}'],
    ['{% raw %}{% comment %}{{ "{% endraw %}', '{% comment %}{{ "'],
    ['a {%- raw -%} b {%- endraw -%} c', 'a b c'],
    ['a{%-raw-%}b{%-endraw-%}c', 'abc'],
    ['{% raw %}{% endraw', 'tag "{% endraw" not closed'],
    ['{% raw %}', 'tag raw, opened at line 1, column 1, is not closed: endraw is missing'],
    ['{% raw x %}{% endraw %}', 'unexpected "x"'],
  ])('%s prints %s', (source, output) => {
    expect(printed(source)).toBe(output);
  });
});
