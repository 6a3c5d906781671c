import { renderTextInThisThread } from '../testing/index.ts';

const printed = (source: string) => {
  const outcome = renderTextInThisThread(source, { context: '{"x":"y","l":[1,2]}' });
  return outcome.ok ? outcome.text : outcome.error.message;
};

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
    ['{% comment %}', 'tag comment not closed: endcomment is missing'],
    ['{% comment %}{% comment %}{% endcomment %}', 'tag comment not closed: endcomment is missing'],
    ['{% comment %}{% raw %}{% endcomment %}', 'tag comment not closed: endcomment is missing'],
    ['{% endcomment %}', 'tag "endcomment" does not belong here'],
  ])('%s prints %s', (source, output) => {
    expect(printed(source)).toBe(output);
  });
});
