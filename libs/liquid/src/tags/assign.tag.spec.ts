import { printerOf } from '../testing/index.ts';

const printed = printerOf('{"event":{"a":[1,2]}}');

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

const printedWithVariables = printerOf('{"x":"y","l":[1,2]}');

describe('an assignment', () => {
  it.each([
    ['{%\n assign\n a\n =\n "x"\n | upcase\n %}{{ a }}', 'X'],
    ['{% assign a-b = 1 %}{{ a-b }}', '1'],
    ['{% assign ok? = 1 %}{{ ok? }}', '1'],
    ['{% assign x.a.b = 1 %}', 'cannot assign into a string: x.a.b'],
    ['{% assign x = hash %}{% assign x.a.b = 1 %}', 'cannot assign into nil: x.a.b'],
    ['{% assign x = array %}{% assign x[-1] = 1 %}', 'cannot assign -1 into an array'],
    ['{% assign l[-2] = 1 %}', 'cannot assign -2 into an array'],
    ['{% assign l[1.0] = 1 %}', 'cannot assign 1.0 into an array'],
    ['{% assign l[nil] = 1 %}', 'cannot assign nil into an array'],
    ['{% assign l[l] = 1 %}', 'cannot assign an array into an array'],
    ['{% assign l["1"] = 1 %}', 'cannot assign "1" into an array'],
    ['{% assign x = true %}{% assign x["a"] = 1 %}', 'cannot assign into a boolean: x["a"]'],
    ['{% assign x = 1.5 %}{% assign x["a"] = 1 %}', 'cannot assign into a number: x["a"]'],
    [
      '{% for i in l %}{% assign forloop.index = 1 %}{% endfor %}',
      'cannot assign into an object: forloop.index',
    ],
    ['{% assign h = hash %}{% assign h[nil] = 1 %}', 'cannot assign nil as a key of a hash'],
    [
      '{% assign h = hash %}{% assign h[true] = 1 %}{% assign h[2.0] = 2 %}{% assign h[3] = 3 %}{{ h | json }}',
      '{"true":1,"2.0":2,"3":3}',
    ],
    [
      '{% assign h = hash %}{% assign h["a"] = hash %}{% assign h["a"]["b"] = array %}{% assign h["a"]["b"][1] = nope %}{{ h | json }}',
      '{"a":{"b":[null,null]}}',
    ],
    [
      '{% assign k = "b" %}{% assign h = hash %}{% assign h[k] = 1 %}{% assign h[l[1]] = 2 %}{{ h | json }}',
      '{"b":1,"2":2}',
    ],
    ['{% assign r = (1..3) %}{% assign r[0] = "x" %}{{ r | json }}', '["x",2,3]'],
    ['{% assign a = %}', 'a value is expected, found end'],
    ['{% assign a "x" %}', '"=" is expected, found "\\"x\\""'],
    ['{% assign a = "x" "y" %}', 'unexpected "\\"y\\""'],
    ['{% assign "a" = 1 %}', 'expected variable name'],
    ['{% assign 1 = 1 %}', '1 is neither a number nor a name'],
  ])('%s prints %s', (source, output) => {
    expect(printedWithVariables(source)).toBe(output);
  });
});
