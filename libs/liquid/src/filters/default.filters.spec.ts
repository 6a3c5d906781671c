import { printed } from '../testing/index.ts';

const context = '{"list":[],"hash":{},"zero":0,"off":false}';

describe('default', () => {
  it.each(['missing', 'nil', 'off', '""', 'list', 'hash', 'array', '(2..1)', 'none', 'empty'])(
    'takes the place of %s',
    (input) => {
      const template = `{% assign none = "x" | match: "y*" %}{{ ${input} | default: "d" }}`;

      expect(printed(template, context)).toBe('d');
    },
  );

  it.each([
    ['zero', '0'],
    ['" "', ' '],
    ['true', 'true'],
    ['(1..2)', '1..2'],
    ['"0"', '0'],
  ])('leaves %s', (input, text) => {
    expect(printed(`{{ ${input} | default: "d" }}`, context)).toBe(text);
  });

  it('leaves false with allow_false: true, but not what else is empty', () => {
    const shown = (input: string, allow: string): string =>
      printed(`{{ ${input} | default: "d", allow_false: ${allow} }}`, context);

    expect(shown('off', 'true')).toBe('false');
    expect(shown('off', 'false')).toBe('d');
    expect(shown('missing', 'true')).toBe('d');
    expect(shown('list', 'true')).toBe('d');
  });
});
