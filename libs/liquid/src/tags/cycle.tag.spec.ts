import { printerOf } from '../testing/index.ts';

const context =
  '{"h":{"10":1,"2":"x"},"list":[1,2,3,4],"f":1.0,"two":"2","nested":{"list":[5,6]},"t":true,"o":{}}';
const printed = printerOf(context);

describe('cycle', () => {
  it.each([
    ['{% for i in (1..5) %}{% cycle "a", "b" %}{% endfor %}', 'ababa'],
    ['{% cycle 1, 2 %}{% cycle 1, 2 %}{% cycle 1, 2, 3 %}{% cycle 1, 2 %}', '1211'],
    ['{% cycle "g": 1, 2 %}{% cycle "k": 1, 2 %}{% cycle "g": 1, 2 %}', '112'],
    ['{% cycle "g": 1, 2 %}{% cycle "g": 7, 8, 9 %}{% cycle "g": "x" %}', '18'],
    ['{% cycle f: 1, 2 %}{% cycle 1.0: 1, 2 %}', '12'],
    ['{% for x in list %}{% cycle x, "-" %}{% endfor %}', '1-3-'],
    ['{% cycle "only" %}{% cycle "only" %}', 'onlyonly'],
    ['{% cycle %}', 'a value is expected, found end'],
    ['{% cycle "a", %}', 'a value is expected, found end'],
    ['{% cycle "a" | upcase %}', 'unexpected "| upcase"'],
  ])('%s prints %s', (source, output) => {
    expect(printed(source)).toBe(output);
  });
});
