import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { jsonMembersOf } from '@millwright/kernel';
import { defaultIntakeLimits } from '@millwright/webhook/testing';
import fc from 'fast-check';
import { JobProblem } from '../job-problem.ts';
import { bodyTypeOf, type BodyType } from './body-type.ts';
import { callBodyOf, readCallBody, type CallBody } from './call-body.ts';

const LIMIT = 100_000;
const bytesOf = (body: string | Buffer): Buffer =>
  typeof body === 'string' ? Buffer.from(body) : body;
const typed = (contentType: string): BodyType =>
  bodyTypeOf({ 'content-type': [contentType] }) as BodyType;
const bodyOf = (contentType: string, body: string | Buffer): CallBody | JobProblem =>
  readCallBody(bytesOf(body), typed(contentType), LIMIT, defaultIntakeLimits);
const argsOf = (contentType: string, body: string | Buffer): string => {
  const read = bodyOf(contentType, body);
  if (read instanceof JobProblem) throw read;
  return read.args.text;
};

describe('a body of JSON', () => {
  it.each([
    ['{"a":1}', '{"a":1}'],
    [' \n{"a":1}', ' \n{"a":1}'],
    ['\ufeff{"a":1}', '{"a":1}'],
    [' \ufeff\n{"a":1}', ' \n{"a":1}'],
    ['[1]', '{"body":[1]}'],
    ['"x"', '{"body":"x"}'],
    ['7', '{"body":7}'],
    ['null', '{"body":null}'],
    ['', '{}'],
    [' \r\n\t', '{}'],
    ['\ufeff', '{}'],
    ['{"n":1.0,"big":12345678901234567890}', '{"n":1.0,"big":12345678901234567890}'],
    ['1.0', '{"body":1.0}'],
    ['{"__proto__":1,"constructor":2}', '{"__proto__":1,"constructor":2}'],
  ])('%j becomes %s, with a content type and without', (body, args) => {
    expect(argsOf('application/json', body)).toBe(args);
    expect(argsOf('application/ld+json', body)).toBe(args);
    expect(argsOf('', body)).toBe(args);
  });

  it.each([
    ['{"a":', 'line 1, column 6'],
    ['{\n"a":x}', 'line 2, column 5'],
    ['\ufeff{"a":', 'line 1, column 6'],
    ['{"a":1}}', 'line 1, column 8'],
    ["{'a':1}", 'line 1, column 2'],
    ['\u00a0', 'line 1, column 1'],
  ])('%j is refused at %s', (body, place) => {
    expect(bodyOf('', body)).toMatchObject({
      code: 'invalid_json',
      status: 400,
      detail: expect.stringContaining(place),
    });
  });

  it('may be as deep as readers of events allow once it is wrapped', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

    expect(argsOf('', nested(199))).toBe(`{"body":${nested(199)}}`);
    expect(bodyOf('', nested(200))).toMatchObject({ code: 'invalid_json' });
  });

  it('gives what JSON.parse reads, for any value', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const value: unknown = JSON.parse(text);
        const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);

        expect(JSON.parse(argsOf('', text))).toEqual(isObject ? value : { body: value });
      }),
    );
  });
});

describe('a body of a form', () => {
  const FORM = 'application/x-www-form-urlencoded';

  it.each([
    ['a=1&b=', '{"a":"1","b":""}'],
    ['a=1&a=2', '{"a":["1","2"]}'],
    ['a[]=1', '{"a":["1"]}'],
    ['a%5B%5D=1&a=2', '{"a":["1","2"]}'],
    ['a[b]=1', '{"a[b]":"1"}'],
    ['a+b=c+d%2B', '{"a b":"c d+"}'],
    ['a', '{"a":""}'],
    ['a=b=c', '{"a":"b=c"}'],
    ['&&a=1&', '{"a":"1"}'],
    ['[]=1', '{"[]":"1"}'],
    ['__proto__=1&toString=2&__proto__=3', '{"__proto__":["1","3"],"toString":"2"}'],
    ['n=%C3%A9é', '{"n":"éé"}'],
    ['', '{}'],
  ])('%s becomes %s', (body, args) => {
    expect(argsOf(FORM, body)).toBe(args);
  });

  it('counts no empty pairs among its fields, and loses none behind them', () => {
    expect(argsOf(FORM, '&'.repeat(5_000) + 'a=1')).toBe('{"a":"1"}');
  });

  it('is refused where an escape is broken, is no UTF-8, or where fields are too many', () => {
    expect(bodyOf(FORM, 'a=100%')).toMatchObject({ code: 'invalid_body' });
    expect(bodyOf(FORM, 'a=%E9')).toMatchObject({ code: 'invalid_encoding' });
    expect(bodyOf(FORM, 'a=1&'.repeat(4_096))).not.toBeInstanceOf(JobProblem);
    expect(bodyOf(FORM, 'a=1&'.repeat(4_097))).toMatchObject({ code: 'invalid_body' });
  });

  it('comes back for any pairs as a browser writes them', () => {
    const text = fc.string({ unit: 'grapheme' });

    fc.assert(
      fc.property(fc.dictionary(text, text, { noNullPrototype: true }), (fields) => {
        const plain = Object.entries(fields).filter(([name]) => !name.endsWith('[]'));
        const body = new URLSearchParams(plain).toString();

        const members = jsonMembersOf(argsOf(FORM, body))!;

        expect([...members].map(([name, { text: json }]) => [name, JSON.parse(json)])).toEqual(
          plain,
        );
      }),
    );
  });
});

describe('a multipart body', () => {
  const part = (disposition: string, content: string, type?: string): string =>
    `--X\r\nContent-Disposition: form-data; ${disposition}\r\n` +
    `${type === undefined ? '' : `Content-Type: ${type}\r\n`}\r\n${content}\r\n`;
  const MULTIPART = 'multipart/form-data; boundary=X';
  const sent = (...parts: string[]): Buffer => Buffer.from(parts.join('') + '--X--\r\n', 'latin1');
  const file = (name: string, content: string, type: string): unknown => ({
    content_base64: Buffer.from(content, 'latin1').toString('base64'),
    mime_type: type,
    name,
    size: content.length,
  });

  it('has texts as a form has, and files in an array, be it one', () => {
    const body = sent(
      part('name="a"', '1'),
      part('name="list[]"', 'x'),
      part('name="doc"; filename="d.bin"', '\xff\x00', 'Image/PNG'),
      part('name="two"; filename="1"', ''),
      part('name="two"; filename="2"', 'z', 'text/plain; charset=latin1'),
      part('name="__proto__"', 'p'),
      part('name="none"; filename=""', ''),
    );

    const members = jsonMembersOf(argsOf(MULTIPART, body))!;

    expect([...members].map(([name, { text }]) => [name, JSON.parse(text)])).toEqual([
      ['a', '1'],
      ['list', ['x']],
      ['doc', [file('d.bin', '\xff\x00', 'image/png')]],
      ['two', [file('1', '', 'application/octet-stream'), file('2', 'z', 'text/plain')]],
      ['__proto__', 'p'],
    ]);
  });

  it('is nothing when it is empty', () => {
    expect(argsOf(MULTIPART, '')).toBe('{}');
    expect(argsOf(MULTIPART, '--X--\r\n')).toBe('{}');
  });

  it('has no text as a whole', () => {
    expect(bodyOf(MULTIPART, sent(part('name="a"', '1')))).toMatchObject({ raw: null });
  });

  it('is refused where its texts are no UTF-8, but for what files hold', () => {
    expect(bodyOf(MULTIPART, sent(part('name="a"', '\xe9')))).toMatchObject({
      code: 'invalid_encoding',
      detail: expect.stringContaining('"a"'),
    });
    expect(bodyOf(MULTIPART, sent(part('name="\xe9"', '1')))).toMatchObject({
      code: 'invalid_encoding',
    });
    expect(
      bodyOf(MULTIPART, sent(part('name="a"', '1', 'text/plain; charset=latin1'))),
    ).toMatchObject({ code: 'unsupported_media_type' });
  });

  it.each([
    ['multipart/form-data', '--X--\r\n'],
    [MULTIPART, '--X\r\n'],
    [MULTIPART, '--Y--\r\n'],
  ])('of %s is refused when it is %j', (type, body) => {
    expect(bodyOf(type, body)).toMatchObject({ code: 'invalid_body', status: 400 });
  });
});

describe('a body of text', () => {
  it.each(['text/plain', 'text/xml', 'application/xml'])('of %s gives no members', (type) => {
    expect(bodyOf(type, ' <a/>\n')).toMatchObject({
      isText: true,
      args: { text: '{}' },
      raw: Buffer.from(' <a/>\n'),
    });
  });
});

describe('a body of a CloudEvent', () => {
  const CLOUDEVENT = 'application/cloudevents+json';

  it.each([
    ['{"id":"1","data":{"a":1.0}}', '{"a":1.0,"WEBHOOK__METADATA__":{"id":"1"}}'],
    ['{"data":[2],"id":"1"}', '{"body":[2],"WEBHOOK__METADATA__":{"id":"1"}}'],
    ['{"id":"1","data":null}', '{"body":null,"WEBHOOK__METADATA__":{"id":"1"}}'],
    ['{"id":"1"}', '{"WEBHOOK__METADATA__":{"id":"1"}}'],
    ['{"id":"1","data":{"WEBHOOK__METADATA__":"mine"}}', '{"WEBHOOK__METADATA__":{"id":"1"}}'],
    ['', '{}'],
  ])('%s becomes %s', (body, args) => {
    expect(argsOf(CLOUDEVENT, body)).toBe(args);
  });

  it('is refused when it is no object', () => {
    expect(bodyOf(CLOUDEVENT, '[1]')).toMatchObject({ code: 'invalid_json', status: 400 });
    expect(bodyOf(CLOUDEVENT, '{')).toMatchObject({ code: 'invalid_json', status: 400 });
  });
});

describe('the bytes of a body', () => {
  const latin1 = Buffer.from('{"a":"é"}', 'latin1');

  it.each([
    '',
    'application/json',
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/cloudevents+json',
  ])('are refused as %j when they are no UTF-8', (type) => {
    expect(bodyOf(type, latin1)).toMatchObject({ code: 'invalid_encoding', status: 400 });
  });

  it('are refused past the limit', () => {
    const read = (length: number) =>
      readCallBody(Buffer.alloc(length, ' '), typed('text/plain'), 8, defaultIntakeLimits);

    expect(read(8)).not.toBeInstanceOf(JobProblem);
    expect(read(9)).toMatchObject({ code: 'body_too_large', status: 413 });
  });

  const packed = (encoding: string, bytes: Buffer, limitBytes = LIMIT) =>
    callBodyOf(
      bytes,
      bodyTypeOf({ 'content-encoding': [encoding] }) as BodyType,
      limitBytes,
      defaultIntakeLimits,
    );

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
    ['identity', (bytes: Buffer) => bytes],
  ])('are unpacked from %s', async (encoding, pack) => {
    const body = await packed(encoding, pack(Buffer.from('{"a":1}')));

    expect(body).toMatchObject({ raw: Buffer.from('{"a":1}') });
  });

  it('are held to the limit by what they unpack to', async () => {
    const bomb = gzipSync(Buffer.alloc(1_000_000));

    expect(await packed('gzip', bomb, 10_000)).toMatchObject({ code: 'body_too_large' });
  });

  it('are refused when they are not packed as they say', async () => {
    expect(await packed('gzip', Buffer.from('{"a":1}'))).toMatchObject({
      code: 'invalid_body',
      status: 400,
    });
  });

  it('are read or refused as any type, whatever they are', () => {
    const type = fc.constantFrom(
      ...['', 'text/plain', 'application/x-www-form-urlencoded', 'application/cloudevents+json'],
      'multipart/form-data; boundary=X',
    );

    fc.assert(
      fc.property(fc.uint8Array(), type, (bytes, contentType) => {
        const body = bodyOf(contentType, Buffer.from(bytes));

        if (body instanceof JobProblem) expect(body.status).toBe(400);
        else expect(jsonMembersOf(body.args.text)).toBeDefined();
      }),
    );
  });
});
