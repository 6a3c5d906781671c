import { printerOf } from '../testing/index.ts';

const printed = printerOf('{"x":"y","l":[1,2]}');

describe('comments', () => {
  it.each([
    ['a{% comment %}b{% endcomment %}c', 'ac'],
    ['a{% comment %}{% comment %}x{% endcomment %}{{ y | nope }}{% endcomment %}b', 'ab'],
    ["a{% comment %}it's {{ 'not closed }} {% nope %} {{ {% if %}{% endcomment %}b", 'ab'],
    ['a{% comment %}{% raw %}{% endcomment %}{% endraw %}{% endcomment %}b', 'ab'],
    ['a{% comment %}{% raw %}{% comment %}{% endraw %}{% endcomment %}b', 'ab'],
    ['a {%- comment -%} x {%- endcomment -%} b', 'ab'],
    ['a{% # one\n # two\n\n %}b', 'ab'],
    ['a{% #one %}b', 'ab'],
    ['a{% comment because %}b{% endcomment %}c', 'ac'],
    ['{% # one\n two %}', 'every line of an inline comment must start with "#"'],
    [
      '{% comment %}',
      'tag comment, opened at line 1, column 1, is not closed: endcomment is missing',
    ],
    [
      '{% comment %}{% comment %}{% endcomment %}',
      'tag comment, opened at line 1, column 1, is not closed: endcomment is missing',
    ],
    [
      '{% comment %}{% raw %}{% endcomment %}',
      'tag comment, opened at line 1, column 1, is not closed: endcomment is missing',
    ],
    ['{% endcomment %}', 'tag "endcomment" does not belong here: no block is open'],
  ])('%s prints %s', (source, output) => {
    expect(printed(source)).toBe(output);
  });
});
