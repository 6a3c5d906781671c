import { printerOf } from '../testing/index.ts';

const context =
  '{"h":{"10":1,"2":"x"},"list":[1,2,3,4],"f":1.0,"two":"2","nested":{"list":[5,6]},"t":true,"o":{}}';
const printed = printerOf(context);

describe('ifchanged', () => {
  it.each([
    [
      '{% assign l = "1,1,2,2,1" | split: "," %}{% for x in l %}{% ifchanged %}{{ x }}{% endifchanged %}{% endfor %}',
      '121',
    ],
    [
      '{% ifchanged %}a{% endifchanged %}{% ifchanged %}a{% endifchanged %}{% ifchanged %}b{% endifchanged %}',
      'ab',
    ],
    ['{% ifchanged x %}{% endifchanged %}', 'unexpected "x"'],
    [
      '{% ifchanged %}',
      'tag ifchanged, opened at line 1, column 1, is not closed: endifchanged is missing',
    ],
  ])('%s prints %s', (source, output) => {
    expect(printed(source)).toBe(output);
  });
});
