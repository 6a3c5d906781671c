import { printerOf } from '../testing/index.ts';

const context =
  '{"h":{"10":1,"2":"x"},"list":[1,2,3,4],"f":1.0,"two":"2","nested":{"list":[5,6]},"t":true,"o":{}}';
const printed = printerOf(context);

describe('counters', () => {
  it.each([
    ['{% increment n %}{% increment n %}{% increment m %}{{ n }}', '0102'],
    ['{% decrement n %}{% decrement n %}{{ n }}', '-1-2-2'],
    ['{% increment n %}{% decrement n %}{% increment n %}', '000'],
    ['{% assign n = "mine" %}{% increment n %}{{ n }}{% increment n %}', '0mine1'],
    ['{% increment h %}{{ h | json }}', '0{"10":1,"2":"x"}'],
    ['{% increment __proto__ %}{{ __proto__ }}', '01'],
    ['{% increment %}', 'a name is expected, found end'],
    ['{% increment a b %}', 'unexpected "b"'],
  ])('%s prints %s', (source, output) => {
    expect(printed(source)).toBe(output);
  });
});
