import { renderTextInThisThread } from '../testing/index.ts';

const printed = (source: string) => {
  const outcome = renderTextInThisThread(source, { context: '{"x":"y","l":[1,2]}' });
  return outcome.ok ? outcome.text : outcome.error.message;
};

describe('capture', () => {
  it.each([
    ['{% capture a %}{{ x }}!{% endcapture %}{{ a }}', 'y!'],
    ['{% capture "a" %}1{% endcapture %}{{ a }}', '1'],
    ["{% capture 'a b' %}1{% endcapture %}{{ ['a b'] }}", '1'],
    ['{% capture %}{% endcapture %}', 'a name is expected, found end'],
    ['{% capture a b %}{% endcapture %}', 'unexpected "b"'],
    ['{% capture a %}', 'tag capture not closed: endcapture is missing'],
  ])('%s prints %s', (source, output) => {
    expect(printed(source)).toBe(output);
  });
});
