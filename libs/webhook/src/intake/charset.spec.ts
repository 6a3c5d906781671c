import { charsetOf, utf8, withoutMark } from './charset.ts';

describe('a charset', () => {
  it('is found by any label, in any case', () => {
    expect(charsetOf('UTF8')).toBe(utf8);
    expect(charsetOf('unicode-1-1-utf-8')).toBe(utf8);
    expect(charsetOf('ascii')).toBe(charsetOf('CP1252'));
    expect(charsetOf('x-unknown')).toBeUndefined();
  });

  it('decodes windows-1252 as WHATWG says, under every one of its names', () => {
    const decoded = charsetOf('iso-8859-1')!.decode(
      Buffer.from([0x80, 0x81, 0x92, 0x9f, 0xe9, 0x41]),
    );

    expect(decoded).toBe('\u20ac\u0081\u2019\u0178\u00e9A');
  });

  it('refuses bytes that are not valid, or replaces them', () => {
    const bytes = Buffer.from([0x61, 0xff]);

    expect(utf8.decode(bytes)).toBeUndefined();
    expect(utf8.decodeLossy(bytes)).toBe('a\ufffd');
    expect(charsetOf('shift_jis')!.decode(bytes)).toBeUndefined();
    expect(charsetOf('utf-16le')!.decodeLossy(Buffer.from([0x00, 0xd8]))).toBe('\ufffd');
  });

  it('leaves the byte order mark to whoever reads the text', () => {
    const text = utf8.decode(Buffer.from('\ufeff{}'))!;

    expect(text).toBe('\ufeff{}');
    expect(withoutMark(text)).toBe('{}');
    expect(withoutMark('{}')).toBe('{}');
  });
});
