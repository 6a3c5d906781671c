import fc from 'fast-check';
import { printed } from '../testing/index.ts';

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

  it('gives back any text through url_decode', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(printed('{{ text | url_param_escape | url_decode }}', { text })).toBe(text);
      }),
    );
  });
});
