import { renderTextInThisThread } from '../testing/index.ts';

const context =
  '{"h":{"10":1,"2":"x"},"list":[1,2,3,4],"f":1.0,"two":"2","nested":{"list":[5,6]},"t":true,"o":{}}';
const printed = (source: string) => {
  const outcome = renderTextInThisThread(source, { context });
  return outcome.ok ? outcome.text : outcome.error.message;
};

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
    ['{% ifchanged %}', 'tag ifchanged not closed: endifchanged is missing'],
  ])('%s prints %s', (source, output) => {
    expect(printed(source)).toBe(output);
  });
});
