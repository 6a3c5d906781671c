import { renderInThisThread, renderTextInThisThread } from '../testing/index.ts';

const printed = (source: string, context = '{}') => {
  const outcome = renderTextInThisThread(source, { context });
  return outcome.ok ? outcome.text : outcome.error.message;
};

describe('break and continue', () => {
  it.each([
    ['a{% break %}b', 'a'],
    ['a{% continue %}b', 'a'],
    ['{% if true %}a{% break %}b{% endif %}c', 'a'],
    ['{% case 1 %}{% when 1 %}a{% break %}b{% endcase %}c', 'a'],
    ['a{% capture x %}b{% break %}c{% endcapture %}d{{ x }}', 'a'],
    ['{% for i in (1..3) %}{{ i }}{% break %}x{% endfor %}y', '1y'],
    ['{% for i in (1..3) %}{{ i }}{% continue %}x{% endfor %}y', '123y'],
    ['{% for i in (1..2) %}{% for j in (1..2) %}{% break %}{% endfor %}{{ i }}{% endfor %}', '12'],
  ])('%s prints %s', (source, output) => {
    expect(printed(source)).toBe(output);
  });

  it.each(['action "echo"', 'log', 'error', 'result'])('abandon a block of %s', (tag) => {
    const name = tag.split(' ')[0]!;
    const source = `{% log 1 %}{% ${tag} %}{"a":{% if true %}{% break %}{% endif %}}{% end${name} %}{% log 2 %}`;

    expect(renderInThisThread(source)).toEqual({
      ok: true,
      actions: [],
      logs: ['1'],
      errors: [],
      result: null,
    });
  });
});

describe('for', () => {
  it.each([
    ['{% for kv in h %}{{ kv[0] }}={{ kv[1] }} {{ kv.first }};{% endfor %}', '10=1 10;2=x 2;'],
    ['{% for x in "text" %}[{{ x }}]{% endfor %}', '[text]'],
    ['{% for x in nothing %}{% else %}none{% endfor %}', 'none'],
    ['{% for x in 5 %}{% else %}none{% endfor %}', 'none'],
    ['{% for x in f %}{% else %}none{% endfor %}', 'none'],
    ['{% for x in list limit: 2 offset: 1 %}{{ x }}{% endfor %}', '23'],
    ['{% for x in list reversed limit: 2 offset: 1 %}{{ x }}{% endfor %}', '32'],
    [
      '{% for x in list limit: 2 %}{{ x }}{% endfor %}|{% for x in list offset: continue %}{{ x }}{% endfor %}',
      '12|34',
    ],
    ['{% for x in (2..4) reversed %}{{ x }}{% endfor %}', '432'],
    ['{% for x in (3..1) %}{{ x }}{% else %}none{% endfor %}', 'none'],
    [
      '{% for a in (1..2) %}{% for b in (1..2) %}{{ forloop.parentloop.index }}{{ forloop.index }} {% endfor %}{% endfor %}',
      '11 12 21 22 ',
    ],
    [
      '{% for x in list %}{{ forloop.rindex }}{{ forloop.rindex0 }}{{ forloop.first }}{% endfor %}',
      '43true32false21false10false',
    ],
    ['{% for i in (1..2) %}{% assign i = 9 %}{{ i }}{% endfor %}{{ i }}', '129'],
    [
      '{{ forloop.constructor }}{% for x in (1..1) %}{{ forloop.constructor }}{{ forloop.attribute }}{% endfor %}',
      '',
    ],
  ])('%s prints %s', (source, output) => {
    expect(printed(source, '{"h":{"10":1,"2":"x"},"list":[1,2,3,4],"f":1.0}')).toBe(output);
  });
});

describe('tablerow', () => {
  it('prints rows and cells', () => {
    expect(printed('{% tablerow x in (1..3) cols: 2 %}{{ x }}{% endtablerow %}')).toBe(
      '<tr class="row1">\n<td class="col1">1</td><td class="col2">2</td></tr>\n' +
        '<tr class="row2"><td class="col1">3</td></tr>\n',
    );
  });
});

describe('case', () => {
  it.each([
    ['{% case 1.0 %}{% when 1 %}a{% when 2, 1 %}b{% else %}c{% endcase %}', 'ab'],
    ['{% case h %}{% when other %}same{% endcase %}', 'same'],
    ['{% case empty_hash %}{% when empty %}empty{% endcase %}', 'empty'],
    ['{% case nothing %}{% when blank %}blank{% endcase %}', 'blank'],
    ['{% case h %}{% when empty %}empty{% else %}full{% endcase %}', 'full'],
  ])('%s prints %s', (source, output) => {
    expect(printed(source, '{"h":{"a":[1]},"other":{"a":[1.0]},"empty_hash":{}}')).toBe(output);
  });
});

describe('conditions', () => {
  it.each([
    ['h contains "a"', true],
    ['h contains "b"', false],
    ['list contains 1.0', true],
    ['list contains "1"', false],
    ['"a1" contains 1', true],
    ['nil contains 1', false],
    ['"x" contains nil', false],
    ['5 contains 5', false],
    ['"1" == 1', false],
    ['1 == 1.0', true],
    ['nil < 1', false],
    ['"a" < "b"', true],
    ['true < false', false],
    ['list == list2', true],
    ['0 == blank', false],
    ['" " == blank', true],
    ['nil == empty', false],
    ['h == empty', false],
    ['nothing', false],
    ['0', true],
    ['true or false and false', true],
    ['false and true or true', false],
    ['1 <> 2', true],
  ])('%s is %s', (condition, truth) => {
    const context = '{"h":{"a":null},"list":[1,[2]],"list2":[1.0,[2]]}';

    expect(printed(`{% if ${condition} %}true{% else %}false{% endif %}`, context)).toBe(
      String(truth),
    );
  });
});

describe('comments', () => {
  it.each([
    ['a{% comment %}{% comment %}x{% endcomment %}{{ y | nope }}{% endcomment %}b', 'ab'],
    ['a{% # one\n # two\n\n %}b', 'ab'],
    ['{% # one\n two %}', 'every line of an inline comment must start with "#"'],
  ])('%s prints %s', (source, output) => {
    expect(printed(source)).toBe(output);
  });
});

describe('permissions', () => {
  it('prints nothing', () => {
    expect(printed('a{% permissions %}read_orders, {{ x }}\nwrite{% endpermissions %}b')).toBe(
      'ab',
    );
  });

  it.each([
    [
      '{% permissions %}a{% endpermissions %}{% permissions %}b{% endpermissions %}',
      /one permissions tag/,
    ],
    ['{% permissions %}a, b\na{% endpermissions %}', /"a" is named twice/],
    ['{% permissions %}a', /endpermissions is missing/],
  ])('refuses %s', (source, message) => {
    expect(printed(source)).toMatch(message);
  });
});
