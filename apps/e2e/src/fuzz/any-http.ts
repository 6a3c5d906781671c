import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Expected, Spoken } from './conversation.ts';

/** A request before it is written down. */
export interface Draft {
  method: string;
  target: string;
  headers: readonly (readonly [name: string, value: string])[];
  body: Buffer;
  expected: Expected;
  shape: string;
}

/** How a draft is put into bytes; every way is HTTP. */
interface Writing {
  /** Undefined: as one body with its length. Otherwise chunks of about this size. */
  chunkSize: number | undefined;
  extension: string;
  trailer: boolean;
  case: (name: string) => string;
  absolute: boolean;
  extra: readonly string[];
}

const NAME = /^[a-z-]+$/;
const upper = (name: string): string => name.toUpperCase();
const same = (name: string): string => name;
const mixed = (name: string): string =>
  name.replace(/[a-z](?=[a-z]|$)/g, (c, at: number) => (at % 2 ? c : c.toUpperCase()));

/** Headers that change nothing, whatever they look like. */
const oddHeaders = fc.array(
  fc.oneof(
    fc.constantFrom(
      'upgrade: h2c\r\nconnection: upgrade\r\nhttp2-settings: AAMAAABkAARAAAAAAAIAAAAA',
      'upgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
      'expect: a-miracle',
      'x-request-id: forged',
      'x-forwarded-for: 127.0.0.1, ::1, , x',
      'x-forwarded-proto: gopher',
      'x-http-method-override: DELETE',
      'cookie: ' + 'a=b; '.repeat(500),
      'accept-encoding: gzip;q=0, *;q=9',
      'range: bytes=0-0,-1',
      'te: trailers, deflate',
      'trailer: content-length',
      'via: 1.1 ' + 'x, '.repeat(100),
      '__proto__: 1',
      'constructor: 2',
      'x-empty:',
      'x-tabs: \t\t',
      'x-latin: caf\u00e9 \u00ff',
      'if-none-match: *',
      'content-md5: x',
      'proxy-connection: keep-alive',
      'keep-alive: timeout=999999',
    ),
    fc
      .tuple(
        fc.stringMatching(/^x-[a-z0-9!#$%&'*+.^_`|~-]{1,40}$/),
        fc.stringMatching(/^[\x21-\x7e\x80-\xff]{0,200}$/),
      )
      .map(([name, value]) => `${name}: ${value}`),
  ),
  { maxLength: 4 },
);

const writing: fc.Arbitrary<Writing> = fc.record({
  chunkSize: fc.option(fc.integer({ min: 1, max: 70_000 }), { nil: undefined, freq: 3 }),
  extension: fc.constantFrom('', '', ';a=b', ';x="y z"', ';' + 'e'.repeat(100)),
  trailer: fc.boolean(),
  case: fc.constantFrom(same, same, upper, mixed),
  absolute: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  extra: oddHeaders,
});

/** Well within what ingress reads of a head by default: a longer one is refused before anything else is looked at. */
const MAX_HEAD_BYTES = 15_000;

/** A draft in one of the ways in which it may be written. */
export const spokenOf = (draft: fc.Arbitrary<Draft>): fc.Arbitrary<Spoken> =>
  fc
    .tuple(draft, writing)
    .map(([it, how]) => written(it, how))
    .filter(({ bytes }) => bytes.indexOf('\r\n\r\n') < MAX_HEAD_BYTES);

function written({ method, target, headers, body, expected, shape }: Draft, how: Writing): Spoken {
  const isChunked =
    how.chunkSize !== undefined && body.length / how.chunkSize < 2_000 && body.length > 0;
  const url = how.absolute && target.startsWith('/') ? `http://any.example${target}` : target;
  const lines = [
    `${method} ${url} HTTP/1.1`,
    `${how.case('host')}: any.example`,
    ...headers.map(([name, value]) => `${NAME.test(name) ? how.case(name) : name}: ${value}`),
    ...how.extra,
  ];
  if (isChunked) lines.push(`${how.case('transfer-encoding')}: chunked`);
  else if (body.length > 0 || method === 'POST')
    lines.push(`${how.case('content-length')}: ${body.length}`);
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  const sent = isChunked ? chunked(body, how) : body;
  return { bytes: Buffer.concat([head, sent]), isHead: method === 'HEAD', expected, shape };
}

function chunked(body: Buffer, { chunkSize, extension, trailer }: Writing): Buffer {
  const chunks: Buffer[] = [];
  for (let at = 0; at < body.length; at += chunkSize!) {
    const chunk = body.subarray(at, at + chunkSize!);
    chunks.push(
      Buffer.from(`${chunk.length.toString(16)}${extension}\r\n`),
      chunk,
      Buffer.from('\r\n'),
    );
  }
  return Buffer.concat([
    ...chunks,
    Buffer.from(trailer ? '0\r\nx-trailer: 1\r\n\r\n' : '0\r\n\r\n'),
  ]);
}

/** A body packed for the way, and the header that says so. */
export interface Packed {
  body: Buffer;
  encoding: string | undefined;
}

const packers: readonly (readonly [string, (bytes: Buffer) => Buffer])[] = [
  ['gzip', gzipSync],
  ['GZIP', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['br', (bytes) => brotliCompressSync(bytes, { params: { 1: 1 } })],
  ['identity', (bytes) => bytes],
];

/** The body, mostly as it is, else packed. */
export const packed = (body: Buffer): fc.Arbitrary<Packed> =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constant({ body, encoding: undefined }) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(...packers)
        .map(([encoding, pack]) => ({ body: pack(body), encoding })),
    },
  );
