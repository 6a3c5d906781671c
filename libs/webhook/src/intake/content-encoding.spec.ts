import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { contentEncodingOf, unpack } from './content-encoding.ts';
import { IntakeProblem } from './intake-problem.ts';

const LIMIT = 1_000;
const text = Buffer.from('{"a":1}'.repeat(10));

describe('a content encoding', () => {
  it('is one of four, or none', () => {
    expect(contentEncodingOf(undefined)).toBe('identity');
    expect(contentEncodingOf(' ')).toBe('identity');
    expect(contentEncodingOf(' GZIP ')).toBe('gzip');
    for (const header of ['zstd', 'gzip, br', 'gzip, identity', 'x-gzip']) {
      expect(contentEncodingOf(header)).toMatchObject({ code: 'unsupported_media_type' });
    }
  });

  it('unpacks what each of them packs', async () => {
    expect(await unpack(gzipSync(text), 'gzip', LIMIT)).toEqual(text);
    expect(await unpack(brotliCompressSync(text), 'br', LIMIT)).toEqual(text);
    expect(await unpack(deflateSync(text), 'deflate', LIMIT)).toEqual(text);
    expect(await unpack(deflateRawSync(text), 'deflate', LIMIT)).toEqual(text);
  });

  it('takes an empty body for an empty body', async () => {
    expect(await unpack(Buffer.alloc(0), 'gzip', LIMIT)).toHaveLength(0);
  });

  it('lets a body be exactly as large as its limit', async () => {
    expect(await unpack(gzipSync(Buffer.alloc(LIMIT)), 'gzip', LIMIT)).toHaveLength(LIMIT);
  });

  it('stops a bomb at its limit', async () => {
    const bomb = Buffer.alloc(50_000_000);
    for (const [encoding, packed] of [
      ['gzip', gzipSync(bomb)],
      ['deflate', deflateSync(bomb)],
      ['br', brotliCompressSync(bomb)],
    ] as const) {
      expect(await unpack(packed, encoding, LIMIT)).toMatchObject({ code: 'body_too_large' });
    }
  });

  it('says which packing it was when bytes are not packed so', async () => {
    const cut = gzipSync(text).subarray(0, 20);
    for (const bytes of [cut, Buffer.from('plain')]) {
      const problem = await unpack(bytes, 'gzip', LIMIT);

      expect(problem).toBeInstanceOf(IntakeProblem);
      expect(problem).toMatchObject({ code: 'invalid_body' });
    }
  });
});
