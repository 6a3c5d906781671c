import { printerOf } from '../testing/index.ts';

const printed = printerOf('{"x":"y","l":[1,2]}');

describe('capture', () => {
  it.each([
    ['{% capture a %}{{ x }}!{% endcapture %}{{ a }}', 'y!'],
    ['{% capture "a" %}1{% endcapture %}{{ a }}', '1'],
    ["{% capture 'a b' %}1{% endcapture %}{{ ['a b'] }}", '1'],
    ['{% capture %}{% endcapture %}', 'a name is expected, found end'],
    ['{% capture a b %}{% endcapture %}', 'unexpected "b"'],
    [
      '{% capture a %}',
      'tag capture, opened at line 1, column 1, is not closed: endcapture is missing',
    ],
  ])('%s prints %s', (source, output) => {
    expect(printed(source)).toBe(output);
  });
});
