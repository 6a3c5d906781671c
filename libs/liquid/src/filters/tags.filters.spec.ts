import { printedBy } from '../testing/index.ts';

describe('the tag filters', () => {
  it.each([
    ['{{ "vip, new" | add_tag: "old" }}', 'vip, new, old'],
    ['{{ "vip, new" | add_tags: "VIP", "x" }}', 'vip, new, x'],
    ['{{ "vip, new" | remove_tag: "vip" }}', 'new'],
    ['{{ "a, b, c" | remove_tags: "a", "c" }}', 'b'],
    ['{{ words | add_tag: "FIG" }}', 'pear, Fig, apple'],
    ['{{ "a" | add_tags: words, "b" }}', 'a, pear, Fig, apple, b'],
    ['{{ words | remove_tags: words }}', ''],
    ['{{ " a ,,A, b" | add_tag: "" }}', 'a, b'],
    ['{{ "a" | add_tag: "b, c" }}', 'a, b, c'],
    ['{{ nothing | add_tag: "a" }}{{ nothing | remove_tag: "a" }}', 'a'],
  ])('%s prints %s', (template, output) => {
    expect(printedBy(template)).toBe(output);
  });
});
