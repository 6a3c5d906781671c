import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { brokenForm, fineForm } from './any-form.ts';
import { packed, spokenOf, type Draft } from './any-http.ts';
import { brokenJson, fineJson } from './any-json.ts';
import { brokenMultipart, fineMultipart } from './any-multipart.ts';
import type { Expected, Spoken } from './conversation.ts';

type Header = readonly [string, string];
/** A body with what says how to read it. */
interface Load {
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

const load = fc.oneof(
  { weight: 4, arbitrary: packedLoad(json) },
  { weight: 3, arbitrary: packedLoad(form) },
  { weight: 2, arbitrary: packedLoad(multipart) },
  { weight: 1, arbitrary: packedLoad(plain) },
  { weight: 2, arbitrary: unreadable },
  { weight: 2, arbitrary: wild },
);

const query = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ text: '', isFine: true, shape: '' }) },
  { weight: 1, arbitrary: fineForm.filter(({ text }) => text.length < 8_000) },
  { weight: 1, arbitrary: brokenForm.filter(({ text }) => text.length < 8_000) },
);

/** Headers of browsers. */
const origin = fc.constantFrom<readonly Header[]>(
  [],
  [],
  [['origin', 'https://evil.example']],
  [['origin', 'null']],
  [['origin', 'x'.repeat(2_000)]],
  [['origin', '%00\t<>']],
);

/** POSTs to a webhook that is there. */
const toLive = (path: string): fc.Arbitrary<Draft> =>
  fc.tuple(load, query, origin).map(([it, { text, isFine, shape }, browser]) => ({
    method: 'POST',
    target: text === '' ? path : `${path}?${text}`,
    headers: [...it.headers, ...browser],
    body: it.body,
    expected: it.expected === 'event' && !isFine ? 'refused' : it.expected,
    shape: text === '' ? it.shape : `${it.shape} with ${shape} in the query`,
  }));

/** What is at a webhook's address but no POST. */
const otherMethods = (path: string): fc.Arbitrary<Draft> =>
  fc
    .constantFrom(
      'GET',
      'HEAD',
      'PUT',
      'PATCH',
      'DELETE',
      'OPTIONS',
      'TRACE',
      'PROPFIND',
      'M-SEARCH',
      'PURGE',
      'QUERY',
    )
    .map((method) => ({
      method,
      target: path,
      headers: [],
      body: Buffer.alloc(0),
      expected: 'refused',
      shape: 'another method',
    }));

const preflight = (path: string): fc.Arbitrary<Draft> =>
  fc.constantFrom('POST', 'DELETE', '\x7f', 'x'.repeat(1_000)).map((method) => ({
    method: 'OPTIONS',
    target: path,
    headers: [
      ['origin', 'https://a.example'],
      ['access-control-request-method', method.replace('\x7f', '*')],
      ['access-control-request-headers', 'x-' + 'y'.repeat(500)],
    ],
    body: Buffer.alloc(0),
    expected: 'no_event',
    shape: 'a preflight',
  }));

const segment = fc.oneof(
  fc.uuid({ version: 4 }),
  fc.stringMatching(/^[\x21\x24-\x2e\x30-\x3e\x40-\x7e]{0,30}$/),
  fc.constantFrom(
    '..',
    '.',
    '%2e%2e',
    '%00',
    '%',
    '%zz',
    '%c0%af',
    '%ff',
    '/',
    '//',
    '__proto__',
    'github',
    'stripe',
    ';x=1',
  ),
);

/** Addresses that nobody has, and those that hold something else. */
const elsewhere: fc.Arbitrary<Draft> = fc
  .tuple(
    fc.constantFrom('GET', 'POST', 'HEAD', 'OPTIONS', 'DELETE', 'PUT'),
    fc.oneof(
      fc.array(segment, { maxLength: 6 }).map((path) => `/${path.join('/')}`),
      fc
        .tuple(
          fc.constantFrom('webhooks', 'webhook', 'cache', 'health', 'metrics', 'WEBHOOKS'),
          fc.array(segment, { minLength: 1, maxLength: 3 }),
        )
        .map(([first, rest]) => `/${first}/${rest.join('/')}`),
      fc.constantFrom(
        '*',
        '/',
        '//',
        '/webhooks',
        '/webhooks/',
        '/cache',
        '/cache/',
        '/health',
        '/health/live/x',
        '/metrics/',
        '/api/w/main/jobs',
      ),
      fc.constant(`/webhooks/${'/'.repeat(8_000)}`),
      fc.constant(`/webhooks/a/b${'/c'.repeat(4_000)}`),
    ),
    fc.oneof(fc.constant(''), fc.stringMatching(/^\?[\x21\x24-\x7e]{0,100}$/)),
    load,
  )
  .map(([method, path, search, { headers, body }]) => ({
    method,
    target: path + search,
    headers,
    body: method === 'POST' || method === 'PUT' ? body : Buffer.alloc(0),
    expected: 'no_event' as const,
    shape: 'another address',
  }));

const toCache = (path: string): fc.Arbitrary<Draft> =>
  fc
    .tuple(
      fc.constantFrom('GET', 'HEAD', 'OPTIONS', 'POST', 'TRACE'),
      fc.constantFrom('', '/', '?a=%zz', '/..', '%00'),
      fc.constantFrom<readonly Header[]>(
        [],
        [['if-none-match', '*']],
        [['if-none-match', '"a", W/"b",,,'.repeat(100)]],
        [['access-control-request-headers', 'a'.repeat(3_000)]],
      ),
    )
    .map(([method, more, headers]) => ({
      method,
      target: path + more,
      headers,
      body: Buffer.alloc(0),
      expected: 'no_event',
      shape: 'a cache endpoint',
    }));

/** Requests to ingress, each of them HTTP. */
export const spokenToIngress = (webhook: string, cache: string): fc.Arbitrary<Spoken> =>
  spokenOf(
    fc.oneof(
      { weight: 10, arbitrary: toLive(webhook) },
      { weight: 1, arbitrary: otherMethods(webhook) },
      { weight: 1, arbitrary: preflight(webhook) },
      { weight: 4, arbitrary: elsewhere },
      { weight: 1, arbitrary: toCache(cache) },
    ),
  );
