import { createHmac } from 'node:crypto';
import { printed } from '../testing/index.ts';

describe.each(['sha1', 'sha256', 'sha512'])('hmac_%s', (algorithm) => {
  const filter = `hmac_${algorithm}`;
  const signed = (key: string | Buffer, text: string | Buffer) =>
    createHmac(algorithm, key).update(text).digest();

  it('signs text with text, both as UTF-8', () => {
    expect(printed(`{{ "é" | ${filter}: "ключ" }}`)).toBe(signed('ключ', 'é').toString('hex'));
  });

  it('signs bytes with bytes', () => {
    const template = `{% assign key = "/wA=" | base64_decode: force_utf8: false %}{% assign input = "gIE=" | base64_decode: force_utf8: false %}{{ input | ${filter}: key }}`;

    expect(printed(template)).toBe(
      signed(Buffer.from([255, 0]), Buffer.from([128, 129])).toString('hex'),
    );
  });

  it('gives bytes with binary: true, which the next one takes for a key', () => {
    const inner = signed('a', 'one');

    expect(printed(`{{ "one" | ${filter}: "a", binary: true | base64_encode }}`)).toBe(
      inner.toString('base64'),
    );
    expect(
      printed(`{% assign k = "one" | ${filter}: "a", binary: true %}{{ "two" | ${filter}: k }}`),
    ).toBe(signed(inner, 'two').toString('hex'));
  });

  it('takes an empty key, but signs nothing with a key that is missing', () => {
    expect(printed(`{{ "x" | ${filter}: "" }}`)).toBe(signed('', 'x').toString('hex'));
    expect(printed(`{{ "x" | ${filter}: secrets.typo }}`)).toMatch(/^error: the key is nil/);
    expect(printed(`{{ "x" | ${filter} }}`)).toMatch(/wrong number of arguments/);
  });
});
