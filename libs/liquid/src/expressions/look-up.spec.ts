import { printerOf } from '../testing/index.ts';

const context = `{
  "a": { "b": { "c": [{ "d": 1 }] }, "odd key": 2, "1": "one", "1.0": "float", "true": "yes", "": "none" },
  "l": [10, 20, 30], "var": "b", "n": 1, "s": "héy", "empty_text": "", "none": {}, "odd name": "found",
  "h": { "x": 1, "y": [2] }, "own": { "size": "big", "first": null, "last": false },
  "event": { "data": { "hash": 1, "array": 2, "newline": 3, "nil": 4, "blank": 5, "size": 6 } }
}`;
const printed = printerOf(context);

describe('a look-up', () => {
  it.each([
    ['a.b.c[0].d', '1'],
    ['a["b"].c[0]["d"]', '1'],
    ['a[var].c.first.d', '1'],
    ["a['odd key']", '2'],
    ['a[ "odd key" ]', '2'],
    ['["odd name"]', '"found"'],
    ['[var]', 'null'],
    ['x.y.z', 'null'],
    ['l.x.y', 'null'],
    ['a.b.c[0].d.e.f', 'null'],
    ['n.x', 'null'],
    // Arrays.
    ['l[0]', '10'],
    ['l[-1]', '30'],
    ['l[-3]', '10'],
    ['l[-4]', 'null'],
    ['l[3]', 'null'],
    ['l[n]', '20'],
    ['l["1"]', 'null'],
    ['l[1.0]', 'null'],
    ['l[1.5]', 'null'],
    ['l[nil]', 'null'],
    ['l[true]', 'null'],
    ['l[l]', 'null'],
    ['(5..9)[1]', '6'],
    ['(5..9)[-1]', '9'],
    ['(5..9)[5]', 'null'],
    // Hashes.
    ['a[1]', '"one"'],
    ['a["1"]', '"one"'],
    ['a.1', '"one"'],
    ['a[1.0]', '"float"'],
    ['a[true]', '"yes"'],
    ['a[nil]', 'null'],
    ['a[""]', '"none"'],
    ['a[blank]', '"none"'],
    ['a[l]', 'null'],
    // The dot form knows more than the bracket form.
    ['l.size', '3'],
    ['l.first', '10'],
    ['l.last', '30'],
    ['l["size"]', 'null'],
    ['l["first"]', 'null'],
    ['h.size', '2'],
    ['h.first', '["x",1]'],
    ['h.last', '["y",[2]]'],
    ['h["size"]', 'null'],
    ['h["first"]', 'null'],
    ['h["last"]', 'null'],
    ['own.size', '"big"'],
    ['own["size"]', '"big"'],
    ['own.first', 'null'],
    ['own.last', 'false'],
    ['none.first', 'null'],
    ['none.last', 'null'],
    ['none.size', '0'],
    ['s.size', '3'],
    ['s.first', '"h"'],
    ['s.last', '"y"'],
    ['s["size"]', 'null'],
    ['s[0]', 'null'],
    ['empty_text.size', '0'],
    ['empty_text.first', 'null'],
    ['empty_text.last', 'null'],
    ['"abc".first', '"a"'],
    ['(1..4).size', '4'],
    ['(1..4).last', '4'],
    ['(4..1).first', 'null'],
    // Keywords are keywords as bare names only.
    ['event.data.hash', '1'],
    ['event.data.array', '2'],
    ['event.data.newline', '3'],
    ['event.data.nil', '4'],
    ['event.data.blank', '5'],
    ['event.data.size', '6'],
    ['hash.size', '0'],
    ['array["x"]', 'null'],
    // What JavaScript gives every object is not there.
    ['a.__proto__', 'null'],
    ['a.constructor', 'null'],
    ['a["hasOwnProperty"]', 'null'],
    ['l.length', 'null'],
    ['s.length', 'null'],
    ['n.toString', 'null'],
    ['__proto__', 'null'],
    ['constructor.name', 'null'],
    ['toString', 'null'],
  ])('%s gives %s', (expression, json) => {
    expect(printed(`{{ ${expression} | json }}`)).toBe(json);
  });

  it.each([
    ['{{ a. }}', /a name is expected after "\."/],
    ['{{ a["b" }}', /"\]" is expected/],
    ['{{ a[] }}', /a value is expected/],
    ['{{ a["b" "c"] }}', /"\]" is expected/],
    ['{{ a b }}', /unexpected "b"/],
    ['{{ a..b }}', /unexpected/],
    ['{{ ' + 'a['.repeat(5_000) + ' }}', /nested too deeply/],
  ])('%s is refused', (source, message) => {
    expect(printed(source)).toMatch(message);
  });
});

describe('a scope', () => {
  it.each([
    ['{% for i in (1..2) %}{% assign i = 9 %}{{ i }}{% endfor %}{{ i }}', '129'],
    [
      '{% for i in (1..1) %}{% assign x = 1 %}{% capture y %}2{% endcapture %}{% endfor %}{{ x }}{{ y }}',
      '12',
    ],
    ['{% capture c %}{% assign x = 1 %}{% endcapture %}{{ x }}', '1'],
    ['{% log 1 %}{% assign event = "mine" %}{{ event }}', '{"log":1}\nmine'],
    ['{% assign options = 1 %}{{ options }}', '1'],
    ['{% for i in (1..2) %}{% for i in (7..7) %}{{ i }}{% endfor %}{{ i }}{% endfor %}', '7172'],
    ['{% assign x = h %}{% assign x = nil %}{{ x.size }}', ''],
    ['{% assign event = nil %}{{ event.data.size }}', ''],
    ['{% assign __proto__ = 5 %}{{ __proto__ }}{{ constructor }}', '5'],
  ])('%s prints %s', (source, output) => {
    expect(printed(source)).toBe(output);
  });
});
