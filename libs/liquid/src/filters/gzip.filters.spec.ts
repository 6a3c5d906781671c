import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { printed, renderTextInThisThread } from '../testing/index.ts';

const MEBIBYTE = 1024 * 1024;
const base64Of = (text: string | Buffer): string => gzipSync(text).toString('base64');
const gunzip = '{{ zipped | base64_decode: force_utf8: false | gunzip | size }}';

describe('gzip', () => {
  it('says nothing of the time and the machine', () => {
    const header = Buffer.from(printed('{{ "x" | gzip | base64_encode }}'), 'base64').subarray(
      0,
      10,
    );

    expect([...header]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, header[8], 3]);
  });
});

describe('gunzip', () => {
  it('gives text, with U+FFFD for what is none, or bytes with force_utf8: false', () => {
    const zipped = base64Of(Buffer.from([0x61, 0xff]));
    const unzip = 'zipped | base64_decode: force_utf8: false | gunzip';

    expect(printed(`{{ ${unzip} }}`, { zipped })).toBe('a\ufffd');
    expect(printed(`{{ ${unzip}: force_utf8: false | base64_encode }}`, { zipped })).toBe('Yf8=');
  });

  it.each([
    ['what is no gzip data', 'plain text'],
    ['nothing', ''],
  ])('refuses %s', (_, text) => {
    expect(printed('{{ text | gunzip }}', { text })).toBe('error: gunzip: not gzip data');
  });

  it('refuses data that is cut short', () => {
    const zipped = gzipSync('millwright').subarray(0, -9).toString('base64');

    expect(printed(gunzip, { zipped })).toBe('error: gunzip: not gzip data');
  });

  it('refuses 20 KB that become more than 20 MB', () => {
    expect(printed(gunzip, { zipped: base64Of('0'.repeat(20 * MEBIBYTE)) })).toBe('20971520');
    expect(printed(gunzip, { zipped: base64Of('0'.repeat(20 * MEBIBYTE + 1)) })).toBe(
      'error: gunzip: more than 20 MB of data',
    );
  });

  it('stays within a smaller limit of memory', () => {
    const outcome = renderTextInThisThread(gunzip, {
      context: { zipped: base64Of('0'.repeat(10 * MEBIBYTE)) },
      limits: { memoryBytes: 16 * MEBIBYTE },
    });

    expect(outcome).toMatchObject({ error: { code: 'memory_limit' } });
  });
});

describe('for any text', () => {
  it('gzip and gunzip give it back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(printed('{{ text | gzip | gunzip }}', { text })).toBe(text);
      }),
    );
  });
});

describe('for any bytes', () => {
  it('gunzip ends with text or a refusal', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.nat(40), (bytes, at) => {
        const data = gzipSync('millwright'.repeat(9));
        data.set(bytes.subarray(0, Math.max(0, data.length - at)), Math.min(at, data.length));

        const outcome = printed('{{ zipped | base64_decode: force_utf8: false | gunzip }}', {
          zipped: data.toString('base64'),
        });

        expect(outcome).not.toMatch(/^error: (?!gunzip)/);
      }),
    );
  });
});
