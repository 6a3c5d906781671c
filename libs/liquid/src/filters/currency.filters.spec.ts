import fc from 'fast-check';
import { printedBy } from '../testing/index.ts';

const inShop = (template: string, shop: Record<string, unknown>): string =>
  printedBy(template, { context: { shop } });

describe('the currency filter', () => {
  it.each([
    ['{{ 1234.5 | currency }}', '$1,234.50'],
    ['{{ "1234.567" | currency: "EUR" }}', '€1,234.57'],
    ['{{ 1234.5 | currency: "EUR", locale: "fr" }}', '€1 234,50'],
    ['{{ 1234.5 | currency: "JPY" }}', '¥1,235'],
    ['{{ 1234.5 | currency: "SEK" }}', '1,234.50 kr'],
    ['{{ -5 | currency }}', '$-5.00'],
    ['{{ -5 | currency: "SEK" }}', '-5.00 kr'],
    ['{{ 1234567 | currency: "eur", locale: "de" }}', '€1.234.567,00'],
    ['{{ 1234.5 | currency: "CHF", locale: "de-CH" }}', "CHF1'234.50"],
    ['{{ 1234.5 | currency: "BRL", locale: "pt-BR" }}', 'R$1.234,50'],
    ['{{ 1234.5 | currency: "BRL", locale: "pt_br" }}', 'R$1.234,50'],
    ['{{ 1234.5 | currency: locale: "de-AT" }}', '$1.234,50'],
    ['{{ 1234.5 | currency: locale: "es-MX" }}', '$1,234.50'],
    ['{{ 1234567.5 | currency: locale: "nb" }}', '$1 234 567,50'],
    ['{{ 1234.5 | currency: locale: "ar" }}', '$1،234.50'],
    ['{{ 1234.5678 | currency: "KWD" }}', 'د.ك1,234.568'],
    ['{{ 12.3 | currency: "MGA" }}', 'Ar12.4'],
    ['{{ 1.25 | currency: "GBX" }}', '1'],
    ['{{ 0.005 | currency }}', '$0.01'],
    ['{{ -0.005 | currency }}', '$-0.01'],
    ['{{ -0.001 | currency }}', '$0.00'],
    ['{{ 2.675 | currency }}', '$2.68'],
    ['{{ 999.995 | currency }}', '$1,000.00'],
    ['{{ 12345678901234567890 | currency }}', '$12,345,678,901,234,567,890.00'],
    ['{{ "12abc" | currency }}', '$12.00'],
    ['{{ nothing | currency }}', '$0.00'],
    ['{{ 1 | currency: nil, locale: nil }}', '$1.00'],
    [
      '{{ 1 | currency: "ZZZ" }}',
      'error: currency: unknown currency "ZZZ", use a code such as EUR',
    ],
    [
      '{{ 1 | currency: "__proto__" }}',
      'error: currency: unknown currency "__PROTO__", use a code such as EUR',
    ],
    [
      '{{ 1 | currency: locale: "xx" }}',
      'error: currency: unknown locale "xx", use one such as en or pt-BR',
    ],
    [
      '{{ 1 | currency: locale: "constructor" }}',
      'error: currency: unknown locale "constructor", use one such as en or pt-BR',
    ],
  ])('prints %s as %s', (template, output) => {
    expect(printedBy(template)).toBe(output);
  });

  it('takes currency and locale of the Workspace, and without them dollars in English', () => {
    const shop = { currency: 'EUR', primary_locale: 'es-ES' };

    expect(inShop('{{ 1234.5 | currency }}', shop)).toBe('€1.234,50');
    expect(inShop('{{ 1234.5 | currency }}', {})).toBe('$1,234.50');
  });
});

describe('the money_with_currency filter', () => {
  it.each([
    ['{{ "10.5" | money_with_currency }}', '$10.50 USD'],
    ['{{ 1050 | money_with_currency }}', '$10.50 USD'],
    ['{{ "1050" | money_with_currency }}', '$10.50 USD'],
    ['{{ 1050.5 | money_with_currency }}', '$10.51 USD'],
    ['{{ nothing | money_with_currency }}', '$0.00 USD'],
  ])('prints %s as %s', (template, output) => {
    expect(printedBy(template)).toBe(output);
  });

  it("counts in the smallest units of the Workspace's currency", () => {
    expect(inShop('{{ 1050 | money_with_currency }}', { currency: 'JPY' })).toBe('¥1,050 JPY');
    expect(inShop('{{ 1050 | money_with_currency }}', { currency: 'KWD' })).toBe('د.ك1.050 KWD');
    expect(inShop('{{ 7 | money_with_currency }}', { currency: 'MGA' })).toBe('Ar1.4 MGA');
  });
});

describe('for any amount', () => {
  it('the digits of money are those of the amount', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), (cents) => {
        const output = printedBy('{{ cents | money_with_currency }}', {
          context: `{"cents":${cents}}`,
        });

        expect(BigInt(output.replace(/[^\d-]/g, ''))).toBe(cents);
        expect(output).toMatch(/^\$-?\d{1,3}(?:,\d{3})*\.\d\d USD$/);
      }),
    );
  });
});
