import fc from 'fast-check';
import { printed } from '../testing/index.ts';

describe('url_encode and url_decode', () => {
  it.each([
    ['{{ "a b/c?d=é*" | url_encode }}', 'a+b%2Fc%3Fd%3D%C3%A9%2A'],
    ['{{ "A-z_0.~!\'()" | url_encode }}', 'A-z_0.~%21%27%28%29'],
    ['{{ "a+b%2Fc%zz" | url_decode }}', 'a b/c%zz'],
    ['{{ "%C3%A9%" | url_decode }}', 'é%'],
    ['{{ "%FF" | url_decode }}', 'error: url_decode: not UTF-8'],
    ['{{ "%c3%a9%4%%41" | url_decode }}', 'é%4%A'],
    ['{{ "%E2%82" | url_decode }}', 'error: url_decode: not UTF-8'],
  ])('%s prints %s', (template, output) => {
    expect(printed(template)).toBe(output);
  });
});

describe('url_param_escape', () => {
  it('leaves only letters, digits and _ . - ~', () => {
    expect(printed('{{ t | url_param_escape }}', { t: "AZaz09_.-~ +!'()*/?&=é😀\n" })).toBe(
      'AZaz09_.-~%20%2B%21%27%28%29%2A%2F%3F%26%3D%C3%A9%F0%9F%98%80%0A',
    );
  });

  it('takes nil for the empty text and survives half a character', () => {
    expect(printed('[{{ missing | url_param_escape }}]')).toBe('[]');
    expect(printed('{{ t | url_param_escape }}', '{"t":"\\ud83d"}')).toBe('%EF%BF%BD');
  });
});

describe('for any text', () => {
  const character = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 });
  const anyText = fc.string({ unit: fc.oneof(fc.constantFrom(...' +%&~*'), character) });

  it.each([
    ['url_encode', /^[\w.~+%-]*$/],
    ['url_param_escape', /^[\w.~%-]*$/],
  ])('url_decode reads what %s writes', (filter, characters) => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(printed(`{{ text | ${filter} | url_decode | json }}`, { text })).toBe(
          JSON.stringify(text),
        );
        expect(printed(`{{ text | ${filter} }}`, { text })).toMatch(characters);
      }),
    );
  });
});
