import { renderTextInThisThread } from '../testing/index.ts';

const context =
  '{"h":{"a":null,"1":2},"list":[1,[2],null],"same":[1.0,[2.0],null],"f":false,"e":"","sp":" \\u00a0\\u2003\\n","texts":["1"],"o":{},"l":[],"big":9007199254740993,"bigger":9007199254740994}';
const truthOf = (condition: string): string => {
  const source = `{% if ${condition} %}true{% else %}false{% endif %}`;
  const outcome = renderTextInThisThread(source, { context });
  return outcome.ok ? outcome.text : outcome.error.message;
};

describe('a condition', () => {
  it.each([
    // Joined without precedence, evaluated from the right.
    ['true or false and false', true],
    ['false and true or true', false],
    ['false and false or true', false],
    ['true and false or true', true],
    ['false or true and true', true],
    ['true and true and false', false],
    // == and !=.
    ['list == same', true],
    ['list != same', false],
    ['h == h', true],
    ['h == o', false],
    ['1 == 1.0', true],
    ['"1" == 1', false],
    ['1 == "1"', false],
    ['1 <> 2', true],
    ['nil == null', true],
    ['nothing == nil', true],
    ['nil == false', false],
    ['big == bigger', false],
    ['(1..3) == (1..3)', true],
    ['(1..3) == (1..4)', false],
    ['true == "true"', false],
    // Order.
    ['nil < 1', false],
    ['1 > nil', false],
    ['nothing >= nothing', false],
    ['1 < 1.5', true],
    ['2.0 <= 2', true],
    ['big < bigger', true],
    ['bigger > big', true],
    ['"a" < "b"', true],
    ['"B" < "a"', true],
    ['"\uffff" < "😀"', true],
    ['"a" >= "a"', true],
    ['true < false', false],
    ['true > 0', false],
    ['list > list', false],
    ['h < "a"', false],
    ['"a" > list', false],
    ['1 < h', false],
    // blank and empty.
    ['nil == blank', true],
    ['f == blank', true],
    ['e == blank', true],
    ['sp == blank', true],
    ['l == blank', true],
    ['o == blank', true],
    ['blank == o', true],
    ['0 == blank', false],
    ['true == blank', false],
    ['list == blank', false],
    ['"x" == blank', false],
    ['e != blank', false],
    ['e == empty', true],
    ['l == empty', true],
    ['o == empty', true],
    ['empty == ""', true],
    ['nil == empty', false],
    ['f == empty', false],
    ['0 == empty', false],
    ['" " == empty', false],
    ['sp != empty', true],
    ['"\u0085" == blank', true],
    ['"\ufeff" == blank', false],
    // contains.
    ['"abc" contains "b"', true],
    ['"abc" contains "d"', false],
    ['"a1" contains 1', true],
    ['"a1.0" contains 1.0', true],
    ['"true" contains true', true],
    ['list contains 1.0', true],
    ['list contains "1"', false],
    ['texts contains 1', false],
    ['list contains l', false],
    ['h contains "a"', true],
    ['h contains "b"', false],
    ['h contains 1', true],
    ['(1..3) contains 2', true],
    ['(1..3) contains 4', false],
    ['nil contains 1', false],
    ['"x" contains nil', false],
    ['list contains nil', false],
    ['h contains nil', false],
    ['5 contains 5', false],
    ['true contains true', false],
    // One operand.
    ['nothing', false],
    ['f', false],
    ['0', true],
    ['e', true],
    ['l', true],
    ['blank', true],
    // Written tightly.
    ['1==1', true],
    ['1<2', true],
    ['"a"!="b"and"c"=="c"', true],
    ['h["a"]==nil', true],
  ])('%s is %s', (condition, truth) => {
    expect(truthOf(condition)).toBe(String(truth));
  });

  it.each([
    ['"2" > 1', 'comparison of String with 1 failed'],
    ['"2" <= 1.0', 'comparison of String with 1.0 failed'],
    ['1 < "2"', 'comparison of Integer with String failed'],
    ['1.5 >= "2"', 'comparison of Float with String failed'],
  ])('%s is a render error', (condition, message) => {
    expect(truthOf(condition)).toBe(message);
    const outcome = renderTextInThisThread(`a\n{% if ${condition} %}{% endif %}`);

    expect(outcome).toMatchObject({ error: { code: 'liquid_render', line: 2, column: 1 } });
  });

  it.each(['true or "2" > 1', 'false and "2" > 1', '1 == 1 or "2" > 1 and "3" > 1'])(
    'is not looked at further once it is decided: %s',
    (condition) => {
      expect(truthOf(condition)).toMatch(/^(?:true|false)$/);
    },
  );

  it.each([
    ['{% if a | upcase == "A" %}{% endif %}', /filters are not allowed/],
    ['{% if a == b | size %}{% endif %}', /filters are not allowed/],
    ['{% unless a | size %}{% endunless %}', /filters are not allowed/],
    ['{% if a %}{% elsif a | size %}{% endif %}', /filters are not allowed/],
    ['{% case a | size %}{% when 1 %}{% endcase %}', /filters are not allowed/],
    ['{% case a %}{% when b | size %}{% endcase %}', /filters are not allowed/],
    ['{% if %}{% endif %}', /a value is expected, found end/],
    ['{% if a == %}{% endif %}', /a value is expected/],
    ['{% if a b %}{% endif %}', /unexpected "b"/],
    ['{% if a == b == c %}{% endif %}', /unexpected "== c"/],
    ['{% if a and %}{% endif %}', /a value is expected/],
    ['{% if (a or b) and c %}{% endif %}', /".." is expected/],
    ['{% if a = b %}{% endif %}', /unexpected "= b"/],
    ['{% if a && b %}{% endif %}', /unexpected "&& b"/],
    ['{% if not a %}{% endif %}', /unexpected "a"/],
    ['{{ a == b }}', /unexpected "== b"/],
    ['{% assign x = a and b %}', /unexpected "and b"/],
  ])('that cannot be read is refused: %s', (source, message) => {
    expect(renderTextInThisThread(source)).toMatchObject({
      error: { code: 'liquid_syntax', message: expect.stringMatching(message), line: 1 },
    });
  });
});
