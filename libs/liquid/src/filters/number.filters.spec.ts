import fc from 'fast-check';
import { printedBy } from '../testing/index.ts';

describe('the number filters', () => {
  it.each([
    ['{{ 0.1 | plus: 0.2 }}', '0.3'],
    ['{{ "4" | plus: "2.5" }}', '6.5'],
    ['{{ 5 | minus: 1.5 }}', '3.5'],
    ['{{ 3 | times: 0.1 }}', '0.3'],
    ['{{ 1.1 | times: 3 }}', '3.3'],
    ['{{ "3" | times: 1.0 }}', '3.0'],
    [
      '{{ 1000000 | times: 1000000 | times: 1000000 | times: 1000000 }}',
      '1000000000000000000000000',
    ],
    ['{{ "1e3" | plus: 0 }}', '1'],
    ['{{ "4.2abc" | plus: 0 }}', '4'],
    ['{{ "12abc" | plus: 0 }}', '12'],
    ['{{ "+5" | plus: 0 }}', '5'],
    ['{{ "abc" | plus: 0 }}', '0'],
    ['{{ " -2.50 " | plus: 0 }}', '-2.5'],
    ['{{ nothing | plus: true }}', '0'],
    ['{{ nums | plus: h }}', '0'],
    ['{{ 17 | divided_by: 5 }}', '3'],
    ['{{ -17 | divided_by: 5 }}', '-4'],
    ['{{ 17 | divided_by: -5 }}', '-4'],
    ['{{ 17 | divided_by: 5.0 }}', '3.4'],
    ['{{ 20 | divided_by: 7.0 }}', '2.857142857142857'],
    ['{{ 0.3 | divided_by: 0.1 }}', '3.0'],
    ['{{ -1 | divided_by: 3.0 }}', '-0.3333333333333333'],
    ['{{ 1.0 | divided_by: 1000000000000000000000000 }}', '1.0e-24'],
    ['{{ 7 | divided_by: 0 }}', 'error: divided by 0'],
    ['{{ 7.0 | divided_by: 0.0 }}', 'error: divided by 0'],
    ['{{ 7 | divided_by: "x" }}', 'error: divided by 0'],
    ['{{ -17 | modulo: 5 }}', '3'],
    ['{{ 17 | modulo: -5 }}', '-3'],
    ['{{ 7 | modulo: 2.5 }}', '2.0'],
    ['{{ 0.3 | modulo: 0.1 }}', '0.0'],
    ['{{ 7 | modulo: 0 }}', 'error: divided by 0'],
    ['{{ -3.5 | abs }}', '3.5'],
    ['{{ "12" | abs }}', '12'],
    ['{{ -12345678901234567890 | abs }}', '12345678901234567890'],
    ['{{ 4.1 | ceil }}', '5'],
    ['{{ -4.1 | ceil }}', '-4'],
    ['{{ "4.1" | ceil }}', '5'],
    ['{{ -3.7 | floor }}', '-4'],
    ['{{ 5.0 | floor }}', '5'],
    ['{{ 2.5 | round }}', '3'],
    ['{{ -2.5 | round }}', '-3'],
    ['{{ 2.675 | round: 2 }}', '2.68'],
    ['{{ 5 | round: 2 }}', '5'],
    ['{{ 5.0 | round: 2 }}', '5.0'],
    ['{{ 1.25 | round: 1 }}', '1.3'],
    ['{{ 1234 | round: -2 }}', '1200'],
    ['{{ 1250 | round: -2 }}', '1300'],
    ['{{ 1234.5 | round: -2 }}', '1200.0'],
    ['{{ 4 | round: -1 }}', '0'],
    ['{{ 5 | round: -1 }}', '10'],
    ['{{ 5 | round: -999999 }}', '0'],
    ['{{ 0.5 | round: "0" }}', '1'],
    ['{{ 0.5 | round: "x" }}{{ 0.5 | round: nil }}', '11'],
    ['{{ 1.25 | round: 1.9 }}', '1.3'],
    ['{{ 155 | round: -1.9 }}', '160'],
    ['{{ 4 | at_least: 5.5 }}', '5.5'],
    ['{{ 4 | at_least: 3 }}', '4'],
    ['{{ 4 | at_most: "3" }}', '3'],
    ['{{ "2.5" | at_most: 3 }}', '2.5'],
    ['{{ nums | sum }}', '6'],
    ['{{ array | push: 0.1, 0.2, 0.3 | sum }}', '0.6'],
    ['{{ array | sum }}', '0'],
    ['{{ nothing | sum }}', '0'],
    ['{{ array | push: 1, "2" | sum }}', 'error: sum: every element must be a number'],
    ['{{ nested | sum }}', 'error: sum: every element must be a number'],
    ['{{ array | push: 1, nil | sum }}', 'error: sum: every element must be a number'],
    ['{{ (1..100) | sum }}', '5050'],
    ['{{ 9007199254740991 | plus: 1 }}', '9007199254740992'],
    ['{{ 9007199254740993 | minus: 1 }}', '9007199254740992'],
    ['{{ -3 | times: 0 }}', '0'],
    ['{{ 1000000000000000.0 | plus: 0 }}', '1.0e+15'],
    ['{{ 0.00001 | times: 1 }}', '1.0e-05'],
    ['{{ 9007199254740993 | at_least: 9007199254740992.0 }}', '9007199254740993'],
    ['{{ -9007199254740993 | at_most: -9007199254740992.0 }}', '-9007199254740993'],
  ])('%s prints %s', (template, output) => {
    expect(printedBy(template)).toBe(output);
  });

  it('refuse a float beyond those that there are', () => {
    const context = '{"big":1e308,"beyond":1e400}';

    expect(printedBy('{{ big | times: 10 }}', { context })).toBe('error: number out of range');
    expect(printedBy('{{ beyond | plus: 1 }}', { context })).toBe('error: number out of range');
  });

  it('compare integers by all their digits, and fast', () => {
    const [a, b] = ['9'.repeat(400_000), `${'9'.repeat(399_999)}8`];
    const context = `{"list":[${a},${b},-${a},-${b},1e400]}`;

    const sizes =
      '{% assign l = list | sort %}{% for n in l %}{{ n | json | slice: -1 }}{% endfor %}';

    expect(printedBy(sizes, { context })).toBe('98890');
  });

  it('take no other whitespace than ASCII before a number', () => {
    expect(printedBy('{{ s | plus: 0 }}', { context: { s: '\u00a05' } })).toBe('0');
    expect(printedBy('{{ s | plus: 0 }}', { context: { s: '\t5' } })).toBe('5');
  });
});

describe('for any numbers', () => {
  const anyInteger = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
  const anyDecimal = fc.record({
    digits: fc.integer({ min: -1_000_000, max: 1_000_000 }),
    scale: fc.integer({ min: 1, max: 4 }),
  });
  const textOf = (digits: bigint, scale: number): string => {
    const size = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
    const text = `${digits < 0n ? '-' : ''}${size.slice(0, -scale)}.${size.slice(-scale)}`;
    return text.replace(/(\.\d)(?:(\d*[1-9])?0*)$/, (_, first: string, rest = '') => first + rest);
  };

  it('integers are computed with all their digits', () => {
    fc.assert(
      fc.property(anyInteger, anyInteger, (a, b) => {
        fc.pre(b !== 0n);
        const floor = a / b - (a % b !== 0n && a < 0n !== b < 0n ? 1n : 0n);
        const template =
          '{{ a | plus: b }} {{ a | minus: b }} {{ a | times: b }} {{ a | divided_by: b }} {{ a | modulo: b }}';

        expect(printedBy(template, { context: `{"a":${a},"b":${b}}` })).toBe(
          `${a + b} ${a - b} ${a * b} ${floor} ${a - b * floor}`,
        );
      }),
    );
  });

  it('decimals are added, subtracted and multiplied without an error in the last digit', () => {
    fc.assert(
      fc.property(anyDecimal, anyDecimal, (a, b) => {
        const scale = Math.max(a.scale, b.scale);
        const [x, y] = [a, b].map(
          ({ digits, scale: own }) => BigInt(digits) * 10n ** BigInt(scale - own),
        ) as [bigint, bigint];
        const template = '{{ a | plus: b }} {{ a | minus: b }} {{ a | times: b }}';
        const context = {
          a: textOf(BigInt(a.digits), a.scale),
          b: textOf(BigInt(b.digits), b.scale),
        };
        fc.pre(x !== 0n && y !== 0n && x !== y && x !== -y && Math.abs(a.digits * b.digits) > 1e5);

        expect(printedBy(template, { context })).toBe(
          `${textOf(x + y, scale)} ${textOf(x - y, scale)} ${textOf(x * y, scale * 2)}`,
        );
      }),
    );
  });

  it('dividing by a float gives the float next to the quotient', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: 1, max: 1e6 }), (a, b) => {
        const quotient = Number(printedBy(`{{ ${a} | divided_by: ${b}.0 }}`));

        expect(quotient).toBe(a === 0 ? 0 : a / b);
      }),
    );
  });

  it('rounding changes a number by at most half a unit, and negative ones alike', () => {
    const anyPlaces = fc.integer({ min: -3, max: 5 });

    fc.assert(
      fc.property(anyDecimal, anyPlaces, ({ digits, scale }, places) => {
        const size = textOf(BigInt(Math.abs(digits)), scale);
        const [up, down] = [size, `-${size}`].map((s) =>
          Number(printedBy(`{{ s | round: ${places} }}`, { context: { s } })),
        ) as [number, number];

        expect(Math.abs(up - Number(size))).toBeLessThanOrEqual(10 ** -places / 2 + 1e-6);
        expect(up + down).toBe(0);
      }),
    );
  });
});
