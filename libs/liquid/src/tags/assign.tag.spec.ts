import { renderTextInThisThread } from '../testing/index.ts';

const printed = (source: string) => {
  const outcome = renderTextInThisThread(source, { context: '{"event":{"a":[1,2]}}' });
  return outcome.ok ? outcome.text : outcome.error.message;
};

describe('assign', () => {
  it.each([
    [
      '{% assign x = array %}{% assign x[0] = "a" %}{% assign x[x.size] = hash %}{% assign x[1]["n"] = 2.0 %}{{ x | json }}',
      '["a",{"n":2.0}]',
    ],
    ['{% assign x = array %}{% assign x[2] = 1 %}{{ x | json }}', '[null,null,1]'],
    [
      '{% assign x = event.a %}{% assign x[-1] = 9 %}{{ x | json }}{{ event.a | json }}',
      '[1,9][1,2]',
    ],
    ['{% assign event.a[0] = 9 %}{{ event | json }}', '{"a":[9,2]}'],
    ['{% assign h = hash %}{% assign h[1] = 2 %}{{ h["1"] }}{{ h | json }}', '2{"1":2}'],
    ['{% assign h = hash %}{% assign h.__proto__ = 2 %}{{ h | json }}', '{"__proto__":2}'],
    ['{% for h in event %}{% assign h[1] = 5 %}{{ h | json }}{% endfor %}{{ h }}', '["a",5]'],
    ['{% assign x = 1 %}{% assign x["a"] = 1 %}', 'cannot assign into a number: x["a"]'],
    ['{% assign x["a"] = 1 %}', 'cannot assign into nil: x["a"]'],
    ['{% assign x = array %}{% assign x["k"] = 1 %}', 'cannot assign "k" into an array'],
    ['{% assign array = 5 %}{{ array | json }}', '[]'],
    ['{% assign x = empty %}[{{ x }}]', '[]'],
    ['{% assign = 5 %}', 'expected variable name'],
  ])('%s prints %s', (source, output) => {
    expect(printed(source)).toBe(output);
  });
});
