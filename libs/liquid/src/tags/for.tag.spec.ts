import { printerOf } from '../testing/index.ts';

const context =
  '{"h":{"10":1,"2":"x"},"list":[1,2,3,4],"f":1.0,"two":"2","nested":{"list":[5,6]},"t":true,"o":{},"one":[1]}';
const printed = printerOf(context);

describe('for goes', () => {
  it.each([
    ['over an array', '{% for x in list %}{{ x }}{% endfor %}', '1234'],
    ['over what a look-up finds', '{% for x in nested["list"] %}{{ x }}{% endfor %}', '56'],
    [
      'over the pairs of a hash',
      '{% for kv in h %}{{ kv[0] }}={{ kv[1] }} {{ kv.first }}{{ kv.last }};{% endfor %}',
      '10=1 101;2=x 2x;',
    ],
    [
      'once over a text',
      '{% for x in "text" %}[{{ x }}]{{ forloop.length }}{% endfor %}',
      '[text]1',
    ],
    ['over a range', '{% for x in (2..4) %}{{ x }}{% endfor %}', '234'],
    ['over a range of variables', '{% for x in (f..two) %}{{ x }}{% endfor %}', '12'],
    ['backwards', '{% for x in list reversed %}{{ x }}{% endfor %}', '4321'],
    ['as far as the limit', '{% for x in list limit: 2 %}{{ x }}{% endfor %}', '12'],
    ['from the offset', '{% for x in list offset: 3 %}{{ x }}{% endfor %}', '4'],
    [
      'by offset, then limit, then backwards',
      '{% for x in list reversed limit: 2 offset: 1 %}{{ x }}{% endfor %}',
      '32',
    ],
    [
      'by modifiers in any order',
      '{% for x in list limit:2 reversed offset:1 %}{{ x }}{% endfor %}',
      '32',
    ],
    [
      'by modifiers with commas',
      '{% for x in list, limit: 2, offset: 1 %}{{ x }}{% endfor %}',
      '23',
    ],
    ['by a number in a text', '{% for x in list limit: two %}{{ x }}{% endfor %}', '12'],
    [
      'without a limit that is nil',
      '{% for x in list limit: nope offset: nope %}{{ x }}{% endfor %}',
      '1234',
    ],
    [
      'nowhere with a limit below 1',
      '{% for x in list limit: -1 %}{{ x }}{% else %}none{% endfor %}',
      'none',
    ],
    [
      'once over a text, whatever the offset and the limit',
      '{% for x in "text" limit: 0 offset: 3 reversed %}[{{ x }}]{% endfor %}',
      '[text]',
    ],
    [
      'from before the beginning, which counts against the limit',
      '{% for x in list offset: -1 limit: 3 %}{{ x }}{% endfor %}',
      '12',
    ],
    [
      'as far as a match says',
      '{% assign m = "a3" | match: "[0-9]" %}{% for x in (1..m) %}{{ x }}{% endfor %}{% for x in list limit: m %}{{ x }}{% endfor %}',
      '123123',
    ],
    [
      'on where it ended',
      '{% for x in list limit: 2 %}{{ x }}{% endfor %}|{% for x in list limit: 1 offset: continue %}{{ x }}{% endfor %}|{% for x in list offset:continue %}{{ x }}{% endfor %}',
      '12|3|4',
    ],
    [
      'on only by name and collection',
      '{% for x in list limit: 2 %}{% endfor %}{% for y in list offset: continue limit: 1 %}{{ y }}{% endfor %}{% for x in nested.list offset: continue %}{{ x }}{% endfor %}',
      '156',
    ],
  ])('%s', (_, source, output) => {
    expect(printed(source)).toBe(output);
  });

  it.each(['nothing', '""', '5', 'f', 't', 'o', '(3..1)', 'nil', 'empty', 'array'])(
    'to its else part over %s',
    (collection) => {
      expect(printed(`{% for x in ${collection} %}x{% else %}none{% endfor %}`)).toBe('none');
    },
  );

  it.each(['"x"', '1.5', 'list', 'nested', 'one', 't'])('nowhere with the limit %s', (limit) => {
    expect(printed(`{% for x in list limit: ${limit} %}{% endfor %}`)).toBe('invalid integer');
  });

  it.each([
    ['index', '1234'],
    ['index0', '0123'],
    ['rindex', '4321'],
    ['rindex0', '3210'],
    ['first', 'truefalsefalsefalse'],
    ['last', 'falsefalsefalsetrue'],
    ['length', '4444'],
    ['name', 'x-list'.repeat(4)],
    ['nope', ''],
    ['constructor', ''],
    ['attribute', ''],
  ])('with forloop.%s', (name, output) => {
    expect(printed(`{% for x in list %}{{ forloop.${name} }}{% endfor %}`)).toBe(output);
  });

  it('with the loop around it', () => {
    const source =
      '{% for a in (1..2) %}{% for b in (1..2) %}{% for c in (1..1) %}{{ forloop.parentloop.parentloop.index }}{{ forloop.parentloop["index"] }} {% endfor %}{% endfor %}{{ forloop.parentloop.index }}{% endfor %}';

    expect(printed(source)).toBe('11 12 21 22 ');
  });

  it('over what it was given, whatever happens to the variable', () => {
    const source =
      '{% assign l = array %}{% assign l[0] = 1 %}{% assign l[1] = 2 %}{% for x in l %}{% assign l[l.size] = 9 %}{{ x }}{% endfor %}{{ l.size }}';

    expect(printed(source)).toBe('124');
  });

  it.each([
    ['{% for %}{% endfor %}', /a name is expected/],
    ['{% for x list %}{% endfor %}', /"in" is expected/],
    ['{% for x in %}{% endfor %}', /a value is expected/],
    ['{% for x in list | sort %}{% endfor %}', /unexpected "\| sort": a loop takes/],
    ['{% for x in list cols: 2 %}{% endfor %}', /a loop takes reversed, limit, offset/],
    ['{% for x in list limit 2 %}{% endfor %}', /":" is expected after limit/],
    ['{% for x in list %}{% else x %}{% endfor %}', /unexpected "x"/],
    ['{% for x in list %}{% endfor x %}', /unexpected "x"/],
    [
      '{% for x in list %}',
      /^tag for, opened at line 1, column 1, is not closed: endfor is missing/,
    ],
    ['{% for x in list %}{% endif %}{% endfor %}', /tag "endif" does not belong here/],
    ['{% for 1 in list %}{% endfor %}', /neither a number nor a name/],
  ])('nowhere when it cannot be read: %s', (source, message) => {
    expect(printed(source)).toMatch(message);
  });
});
