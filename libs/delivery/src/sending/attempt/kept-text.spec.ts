import fc from 'fast-check';
import { keptHeadersOf, validTextOf } from './kept-text.ts';

describe('the text of an answer', () => {
  it('drops what is not UTF-8 and keeps all else (M8)', () => {
    expect(validTextOf(Buffer.from('Hello W\xfcrttemberg', 'latin1'))).toBe('Hello Wrttemberg');
    expect(validTextOf(Buffer.from('Zoë 😀 \ufffd'))).toBe('Zoë 😀 \ufffd');
  });

  it('is not cut within a character', () => {
    expect(validTextOf(Buffer.from('aé').subarray(0, 2))).toBe('a');
    expect(validTextOf(Buffer.from('a😀').subarray(0, 4))).toBe('a');
  });

  it.each([
    [[0xc0, 0xaf], 'overlong'],
    [[0xed, 0xa0, 0x80], 'a surrogate'],
    [[0xf4, 0x90, 0x80, 0x80], 'beyond Unicode'],
    [[0x80], 'a lone continuation'],
  ])('drops %p: %s', (bytes) => {
    expect(validTextOf(Buffer.from([0x61, ...bytes, 0x62]))).toBe('ab');
  });

  it('is what was valid of it, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const text = validTextOf(Buffer.from(bytes));
        const plain = (of: string): string => of.replaceAll(/[\0\ufffd]/g, '');
        expect(plain(text)).toBe(plain(Buffer.from(bytes).toString()));
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const kept = text.replaceAll('\0', '\ufffd');
        expect(validTextOf(Buffer.from(text))).toBe(kept);
      }),
    );
  });
});

it('keeps 8 KiB of headers, each whole', () => {
  const headers = Object.fromEntries(
    Array.from({ length: 20 }, (_none, n) => [`x-${n}`, ['v'.repeat(998), 'w']]),
  );

  const kept = keptHeadersOf(headers);

  expect(Object.keys(kept)).toHaveLength(8);
  expect(kept['x-0']).toBe(`${'v'.repeat(998)}, w`);
});
