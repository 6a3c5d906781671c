import fc from 'fast-check';
import { SecretTexts } from './secret-texts.ts';

const texts = new SecretTexts([['abcdef', '***']]);

describe('a text with a secret in it', () => {
  it('has what the secret is shown as in its place', () => {
    expect(texts.replaced('<abcdef> abcde abcdefabcdef')).toBe('<***> abcde ******');
  });

  it('that was cut has none of its beginning at its end', () => {
    expect(texts.replacedToCut('abcdef abcd', 4)).toBe('*** ***');
    expect(texts.replacedToCut('abcdef abc', 4)).toBe('*** abc');
  });

  it('has no more of it than was allowed, wherever it was cut', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string({ unit: 'grapheme', minLength: 5 }),
        fc.nat(),
        (before, secret, at) => {
          fc.pre(!before.includes(secret[0]!));
          const known = new SecretTexts([[secret, '***']]);
          const cut = before.length + 4 + (at % (secret.length - 4));

          const shown = known.replacedToCut((before + secret).slice(0, cut), 4);

          expect(shown.endsWith('***')).toBe(true);
        },
      ),
    );
  });
});
