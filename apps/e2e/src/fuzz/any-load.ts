import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { brokenForm, fineForm } from './any-form.ts';
import { packed } from './any-http.ts';
import { brokenJson, fineJson } from './any-json.ts';
import { brokenMultipart, fineMultipart } from './any-multipart.ts';
import type { Expected } from './conversation.ts';

/** A header's name and value. */
export type Header = readonly [string, string];
/** A body with what says how to read it. */
export interface Load {
  headers: readonly Header[];
  body: Buffer;
  expected: Expected;
  shape: string;
}

const jsonTypes = [
  'application/json',
  'Application/JSON; charset=UTF-8',
  'text/json',
  'application/vnd.x+json',
];
const FORM = 'application/x-www-form-urlencoded';
const plainTypes = [
  'text/plain',
  'application/xml',
  'text/xml; charset=utf-16le',
  'image/svg+xml',
  '',
  ' ',
];
/** What a body of the system under test may have at most (BODY_LIMIT_BYTES). */
export const BODY_LIMIT = 1_048_576;

const typed = (type: string): Header => ['content-type', type];
const verdict = (isFine: boolean): Expected => (isFine ? 'event' : 'refused');

const packedLoad = (load: fc.Arbitrary<Load>): fc.Arbitrary<Load> =>
  load.chain((it) =>
    packed(it.body).map(({ body, encoding }) => ({
      ...it,
      headers:
        encoding === undefined
          ? it.headers
          : [...it.headers, ['content-encoding', encoding] as const],
      body,
      shape: encoding === undefined ? it.shape : `${it.shape}, ${encoding}`,
    })),
  );

const json = fc
  .tuple(fc.oneof({ weight: 2, arbitrary: fineJson }, brokenJson), fc.constantFrom(...jsonTypes))
  .map(([{ text, isFine, shape }, type]) => ({
    headers: [typed(type)],
    body: Buffer.from(text),
    expected: verdict(isFine),
    shape,
  }));

const form = fc
  .oneof({ weight: 2, arbitrary: fineForm }, brokenForm)
  .map(({ text, isFine, shape }) => ({
    headers: [typed(FORM)],
    body: Buffer.from(text),
    expected: verdict(isFine),
    shape,
  }));

const multipart = fc
  .oneof(fineMultipart, brokenMultipart)
  .map(({ boundary, body, isFine, shape }) => ({
    headers: [typed(`multipart/form-data; boundary=${boundary}`)],
    body,
    expected: verdict(isFine),
    shape,
  }));

const plain = fc
  .tuple(
    fc.constantFrom(...plainTypes),
    fc.oneof(
      { weight: 30, arbitrary: fc.uint8Array({ maxLength: 500 }) },
      { weight: 1, arbitrary: fc.constant(Buffer.alloc(BODY_LIMIT, 'a')) },
    ),
  )
  .map(([type, bytes]) => ({
    headers: [typed(type)],
    body: Buffer.from(bytes),
    expected: 'event' as const,
    shape: 'text',
  }));

const refused = (shape: string, headers: readonly Header[], body: Buffer): Load => ({
  headers,
  body,
  expected: 'refused',
  shape,
});
const JSON_TYPE = typed('application/json');
const zeros = Buffer.alloc(BODY_LIMIT * 20);

/** What no webhook takes. */
const unreadable: fc.Arbitrary<Load> = fc.constantFrom(
  refused('gzip bomb', [JSON_TYPE, ['content-encoding', 'gzip']], gzipSync(zeros)),
  refused('deflate bomb', [JSON_TYPE, ['content-encoding', 'deflate']], deflateSync(zeros)),
  refused(
    'br bomb',
    [JSON_TYPE, ['content-encoding', 'br']],
    brotliCompressSync(zeros, { params: { 1: 4 } }),
  ),
  refused(
    'gzip cut short',
    [['content-encoding', 'gzip']],
    gzipSync('hello hello').subarray(0, 15),
  ),
  refused('gzip that is none', [['content-encoding', 'gzip']], Buffer.from('hello')),
  refused(
    'deflate that is none',
    [['content-encoding', 'deflate']],
    Buffer.from('\xff\xff\xff', 'latin1'),
  ),
  refused('br that is none', [['content-encoding', 'br']], Buffer.from('\xff\xff\xff', 'latin1')),
  refused('two encodings', [['content-encoding', 'gzip, gzip']], gzipSync(gzipSync('a'))),
  refused('an unknown encoding', [['content-encoding', 'zstd']], Buffer.from('a')),
  refused('an unknown charset', [typed('text/plain; charset=klingon')], Buffer.from('a')),
  refused('an unknown type', [typed('image/png')], Buffer.from('a')),
  refused('a type that is none', [typed(';;=;"')], Buffer.from('a')),
  refused('bytes that are no UTF-8', [JSON_TYPE], Buffer.from([0x22, 0xc3, 0x28, 0x22])),
  refused('an overlong NUL', [JSON_TYPE], Buffer.from([0x22, 0xc0, 0x80, 0x22])),
  refused('UTF-7 is no charset', [typed('application/json; charset=utf-7')], Buffer.from('1')),
  refused('multipart without a boundary', [typed('multipart/form-data')], Buffer.from('--x')),
);

/** Anything with anything: it must be answered, no matter how. */
const wild: fc.Arbitrary<Load> = fc
  .tuple(
    fc.oneof(
      fc.stringMatching(/^[\x21-\x7e]{0,60}$/),
      fc.constantFrom(
        ...jsonTypes,
        FORM,
        'multipart/form-data; boundary=x',
        `multipart/form-data; boundary="${'"'.repeat(70)}`,
      ),
      fc
        .constantFrom(
          'utf-16le',
          'utf-16be',
          'shift_jis',
          'gb18030',
          'iso-2022-jp',
          'x-user-defined',
          'windows-1252',
        )
        .map((charset) => `application/json; charset=${charset}`),
      fc.constant(`text/plain${';a="\\'.repeat(2_000)}`),
      fc.constant(`text/plain${'; '.repeat(5_000)}`),
    ),
    fc.uint8Array({ maxLength: 2_000 }),
  )
  .map(([type, bytes]) => ({
    headers: [typed(type)],
    body: Buffer.from(bytes),
    expected: 'any' as const,
    shape: 'anything',
  }));

/** A body in any of the ways in which it may be sent. */
export const load: fc.Arbitrary<Load> = fc.oneof(
  { weight: 4, arbitrary: packedLoad(json) },
  { weight: 3, arbitrary: packedLoad(form) },
  { weight: 2, arbitrary: packedLoad(multipart) },
  { weight: 1, arbitrary: packedLoad(plain) },
  { weight: 2, arbitrary: unreadable },
  { weight: 2, arbitrary: wild },
);
