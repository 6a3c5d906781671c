import fc from 'fast-check';
import { printed } from '../testing/index.ts';

describe('base64', () => {
  it.each([
    ['padding', 'bWlsbA'],
    ['no line end', 'bWls\\nbA=='],
    ['no space', ' bWlsbA=='],
    ['no letters of the other alphabet', '_-8='],
    ['no spare bits', 'bWlsbB=='],
    ['nothing behind the padding', 'bWlsbA==bWls'],
    ['no odd length', 'bWlsb'],
  ])('is decoded strictly: %s', (_, encoded) => {
    const given = { encoded: encoded.replace('\\n', '\n') };

    expect(printed('{{ encoded | base64_decode }}', given)).toBe(
      'error: base64_decode: not base64 text',
    );
  });

  it('is decoded without padding only where it is safe for URLs', () => {
    expect(printed('{{ "Pj8-Pw" | base64_url_safe_decode }}')).toBe('>?>?');
    expect(printed('{{ "Pj8-Pw==" | base64_url_safe_decode }}')).toBe('>?>?');
    expect(printed('{{ "Pj8-P" | base64_url_safe_decode }}')).toBe(
      'error: base64_url_safe_decode: not base64 text',
    );
  });

  it('becomes text, with U+FFFD for what is none', () => {
    expect(printed('{{ "/w==" | base64_decode }}')).toBe('\ufffd');
    expect(printed('{{ "_w" | base64_url_safe_decode }}')).toBe('\ufffd');
  });

  it.each(['base64_decode', 'decode_base64', 'base64_url_safe_decode', 'decode_base64url'])(
    'keeps every byte in %s with force_utf8: false',
    (filter) => {
      expect(
        printed(`{{ "AP9/gA==" | replace: "/", slash | ${filter}: force_utf8: false | base64 }}`, {
          slash: filter.includes('url') ? '_' : '/',
        }),
      ).toBe('AP9/gA==');
    },
  );

  it('takes nil for the empty text', () => {
    expect(printed('[{{ missing | base64_encode }}{{ missing | base64_decode }}]')).toBe('[]');
  });

  it('decodes megabytes without a deep stack', () => {
    const text = 'mill'.repeat(300_000);

    expect(printed('{{ text | base64_encode | base64_decode | size }}', { text })).toBe('1200000');
  });
});

describe('for any text', () => {
  it.each([
    ['base64_encode', 'base64_decode', /^[\w+/]*={0,2}$/],
    ['base64_url_safe_encode', 'base64_url_safe_decode', /^[\w-]*={0,2}$/],
  ])('%s and %s give it back', (encode, decode, alphabet) => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(printed(`{{ text | ${encode} | ${decode} }}`, { text })).toBe(text);
        expect(printed(`{{ text | ${encode} }}`, { text })).toMatch(alphabet);
      }),
    );
  });

  it('decoding ends with text or a refusal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printed('{{ text | base64_decode }}', { text })).not.toMatch(/^error: (?!base64)/);
      }),
    );
  });
});

describe('for any bytes', () => {
  it('decoding and encoding give them back', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const encoded = Buffer.from(bytes).toString('base64');

        expect(
          printed('{{ encoded | base64_decode: force_utf8: false | base64_encode }}', { encoded }),
        ).toBe(encoded);
      }),
    );
  });
});
