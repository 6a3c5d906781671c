import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { KEPT_BODY_BYTES } from './seen-request.ts';
import { shownBodyOf } from './shown-body.ts';

describe('a body that its owner looks at', () => {
  it('is text where it is UTF-8, also with NUL and a byte order mark', () => {
    for (const text of ['', '{"a":1.0}', 'a\u0000b', '\ufeffx', 'ü😀']) {
      expect(shownBodyOf(Buffer.from(text))).toEqual({ body: text, body_encoding: 'utf8' });
    }
  });

  it('is base64 where it is not', () => {
    expect(shownBodyOf(Buffer.from([0x22, 0xff, 0x22]))).toEqual({
      body: 'Iv8i',
      body_encoding: 'base64',
    });
  });

  it('is nothing where none was kept', () => {
    expect(shownBodyOf(null)).toEqual({ body: null, body_encoding: null });
  });

  it('is cut between two characters', () => {
    const { body, body_encoding } = shownBodyOf(Buffer.from(`a${'€'.repeat(KEPT_BODY_BYTES)}`));

    expect(body_encoding).toBe('utf8');
    expect(body).toBe(`a${'€'.repeat(Math.floor((KEPT_BODY_BYTES - 1) / 3))}`);
  });

  it('for any bytes, can be had again from what is shown', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const { body, body_encoding } = shownBodyOf(Buffer.from(bytes));
        expect([...Buffer.from(body!, body_encoding!)]).toEqual([...bytes]);
      }),
    );
  });
});
