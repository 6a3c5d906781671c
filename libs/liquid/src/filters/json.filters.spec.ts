import { printed } from '../testing/index.ts';

describe('json', () => {
  it.each([
    ['text is written without escapes for HTML', { v: '</a>&é😀' }, '"</a>&é😀"'],
    ['control characters are escaped', { v: '\n\u0001' }, '"\\n\\u0001"'],
    ['nested values have no spaces', { v: { a: [1, { b: null }] } }, '{"a":[1,{"b":null}]}'],
  ])('%s', (_, context, text) => {
    expect(printed('{{ v | json }}', context)).toBe(text);
  });

  it('lists a range, and has a match as its text', () => {
    expect(printed('{{ (1..3) | json }}{{ "a1" | match: "\\d" | json }}')).toBe('[1,2,3]"1"');
  });

  it('refuses bytes, at any depth', () => {
    expect(printed('{{ "x" | gzip | json }}')).toMatch(/^error: binary string cannot be printed/);
    expect(
      printed(
        '{% assign b = "x" | gzip %}{% assign a = array | push: 1, b %}{% assign h = hash %}{% assign h["a"] = a %}{{ h | json }}',
      ),
    ).toMatch(/^error: binary string cannot be printed/);
  });
});

describe('parse_json', () => {
  it('takes nil for nil', () => {
    expect(printed('{{ missing | parse_json | json }}')).toBe('null');
  });

  it.each(['', ' ', '{', '[1,]', '01', "{'a':1}", '1 2', 'NaN'])('refuses %j', (text) => {
    expect(printed('{{ text | parse_json }}', { text })).toMatch(
      /^error: parse_json: .* of the text$/,
    );
    expect(printed('{{ text | parse_json: silent: true | json }}', { text })).toBe('null');
    expect(printed('{{ text | parse_json: silent: false }}', { text })).toMatch(/^error: /);
  });

  it('keeps the digits and the order that it reads', () => {
    const text = '{"10":1.0,"2":[12345678901234567890,1e3]}';

    expect(printed('{{ text | parse_json | json }}', { text })).toBe(text);
  });
});
