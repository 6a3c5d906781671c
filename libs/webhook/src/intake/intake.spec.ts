import { gzipSync } from 'node:zlib';
import { parseJson, RawJson } from '@millwright/kernel';
import fc from 'fast-check';
import { contentEncodingOf, type ContentEncoding } from './content-encoding.ts';
import { contentTypeOf, type ContentType } from './content-type.ts';
import type { DataMode } from './event-data.ts';
import { headersOf } from './headers.ts';
import { defaultIntakeLimits } from '../testing/intake-limits.ts';
import type { IntakeLimits } from './intake-limits.ts';
import { IntakeProblem } from './intake-problem.ts';
import { takeIn, type Intake } from './intake.ts';

interface Sent {
  type?: string;
  encoding?: string;
  query?: string;
  mode?: DataMode;
  headers?: string[];
  limits?: Partial<IntakeLimits>;
}

const REQUEST_ID = 'a3d9a1c4-38c8-4bfa-8bb1-4d60a0c5b1de';
const WEBHOOK_ID = '6f2d3f2e-6a0b-4d0c-9a55-0e7a4f6f1c11';

const take = async (body: string | Buffer, sent: Sent = {}): Promise<Intake | IntakeProblem> =>
  takeIn({
    requestId: REQUEST_ID,
    webhookId: WEBHOOK_ID,
    dataMode: sent.mode ?? 'auto',
    record: {
      method: 'POST',
      headers: headersOf(sent.headers ?? []),
      query_string: sent.query ?? null,
      client_ip: '203.0.113.7',
    },
    contentType: contentTypeOf(sent.type) as ContentType,
    contentEncoding: contentEncodingOf(sent.encoding) as ContentEncoding,
    bytes: Buffer.from(body),
    limitBytes: 1_000_000,
    limits: { ...defaultIntakeLimits, ...sent.limits },
  });

const dataOf = async (body: string | Buffer, sent?: Sent): Promise<string> => {
  const intake = await take(body, sent);
  if (intake instanceof IntakeProblem) throw new Error(`${intake.code}: ${intake.detail}`);
  return intake.data.text;
};

const json = 'application/json';
const form = 'application/x-www-form-urlencoded';
const multipart = 'multipart/form-data; boundary=X';

describe('data of mode "auto"', () => {
  it.each([
    ['{"a":1}', { type: json }, '{"a":1}'],
    ['{}', { type: json }, '{}'],
    ['{"a":1}', { type: json, query: 'a=2&b=3' }, '{"a":1,"b":"3"}'],
    ['{}', { type: json, query: '=x&&' }, '{}'],
    ['[1]', { type: json, query: 'a=2' }, '[1]'],
    ['null', { type: json, query: 'a=2' }, 'null'],
    ['"x"', { type: json, query: 'a=2' }, '"x"'],
    ['', { type: json }, 'null'],
    ['  \n', { type: json, query: 'a=2' }, '{"a":"2"}'],
    ['foo=bar', { type: form }, '{"foo":"bar"}'],
    ['foo=bar', { type: form, query: 'foo=q&b=c' }, '{"foo":"bar","b":"c"}'],
    ['&&', { type: form }, '"&&"'],
    ['&&', { type: form, query: 'a=1' }, '{"a":"1"}'],
    ['--X--', { type: multipart }, 'null'],
    ['--X--', { type: multipart, query: 'a=1' }, '{"a":"1"}'],
    [' ', { type: 'multipart/form-data' }, 'null'],
    ['hello', { type: 'text/plain' }, '"hello"'],
    ['hello', {}, '"hello"'],
    ['hello', { query: 'a=2' }, '{"a":"2"}'],
    ['  ', { query: 'a=2' }, '{"a":"2"}'],
    ['  ', {}, 'null'],
    ['', {}, 'null'],
    ['<a/>', { type: 'application/xml' }, '"<a/>"'],
    ['\ufeffhi "\u0000"', { type: 'text/plain' }, '"hi \\"\\u0000\\""'],
    ['\ufeff{"a":1}', { type: json }, '{"a":1}'],
  ])('of %j with %j is %s', async (body, sent, data) => {
    expect(await dataOf(body, sent)).toBe(data);
  });

  it('keeps digits, order, repeated keys, escapes and spaces of JSON as they came', async () => {
    const body = ' {"10":1.0, "2":12345678901234567890,\n"x":"\\u0000\\ud800", "x":1e400} ';

    expect(await dataOf(body, { type: json })).toBe(body);
  });

  it('keeps digits and order when the query is merged; of repeated keys the last wins', async () => {
    const body = '{"10":1.0, "2":12345678901234567890, "__proto__":[ 1.50 ], "10":2.0}';

    expect(await dataOf(body, { type: json, query: 'q=1&2=no' })).toBe(
      '{"10":2.0,"2":12345678901234567890,"__proto__":[ 1.50 ],"q":"1"}',
    );
  });

  it('replaces what is not valid in a text', async () => {
    expect(await dataOf(Buffer.from([0x61, 0xff]), { type: 'text/plain' })).toBe('"a\ufffd"');
  });

  it('unpacks a body', async () => {
    expect(await dataOf(gzipSync('{"a":1}'), { type: json, encoding: 'gzip' })).toBe('{"a":1}');
  });
});

describe('a request that cannot become an event', () => {
  it.each([
    ['{"a":', { type: json }, 'the body is not valid JSON: unexpected end at line 1, column 6'],
    ['{\n\n"a":"text", }', { type: json }, 'unexpected "}" at line 3, column 13'],
    ['['.repeat(201), { type: json }, 'nesting deeper than 200'],
    ['['.repeat(10_000), { type: json, mode: 'full' as const }, 'nesting deeper than 200'],
    [Buffer.from([0x22, 0xff, 0x22]), { type: json }, 'not valid text in its charset'],
    [Buffer.from([0x61, 0xff]), { type: form }, 'not valid text in its charset'],
    ['a=1&a[b]=2', { type: form }, 'not a valid form'],
    ['x', { type: multipart }, 'not valid multipart'],
    ['--X--', { type: 'multipart/form-data' }, 'names no boundary'],
    ['plain', { type: json, encoding: 'gzip' }, 'cannot be unpacked'],
  ])('has an invalid body: %j', async (body, sent, detail) => {
    const problem = (await take(body, sent)) as IntakeProblem;

    expect(problem).toMatchObject({ code: 'invalid_body' });
    expect(problem.detail).toContain(detail);
  });

  it('has an invalid query', async () => {
    for (const query of ['a=%zz', 'a=1&a[b]=2', 'a=%ff']) {
      expect(await take('{}', { type: json, query })).toMatchObject({ code: 'invalid_query' });
    }
  });
});

describe('data of mode "full"', () => {
  it('is exactly nine keys', async () => {
    const body = '{"n": 1.0}';
    const headers = ['X-Twice', 'a', 'Content-Type', json, 'x-twice', 'b', '__proto__', 'p'];

    const data = await dataOf(body, {
      mode: 'full',
      type: `${json}; charset=utf-8`,
      query: 'a=%31',
      headers,
    });

    expect(data).toBe(
      `{"body_base64":"${Buffer.from(body).toString('base64')}","body":{"n": 1.0},` +
        `"client_ip":"203.0.113.7","headers":{"x-twice":["a","b"],"content-type":["${json}"],"__proto__":["p"]},` +
        `"mime_type":"${json}","query_string":"a=%31","query":{"a":"1"},` +
        `"request_id":"${REQUEST_ID}","webhook_id":"${WEBHOOK_ID}"}`,
    );
  });

  it('says null where there is nothing', async () => {
    expect(await dataOf('', { mode: 'full' })).toBe(
      `{"body_base64":"","body":null,"client_ip":"203.0.113.7","headers":{},"mime_type":null,` +
        `"query_string":null,"query":null,"request_id":"${REQUEST_ID}","webhook_id":"${WEBHOOK_ID}"}`,
    );
  });

  it('has structured bodies of any type, and none for text', async () => {
    const body = async (text: string, type?: string): Promise<unknown> =>
      (
        parseJson(await dataOf(text, { mode: 'full', ...(type && { type }) })) as Map<
          string,
          unknown
        >
      ).get('body');

    expect(await body('[1]', json)).toEqual([1]);
    expect(await body('a[]=1', form)).toEqual(new Map([['a', ['1']]]));
    expect(await body('&', form)).toBeNull();
    expect(await body('hi', 'text/plain')).toBeNull();
    expect(await body('<a/>', 'text/xml')).toBeNull();
  });

  it('has the bytes as they are after unpacking', async () => {
    const data = await dataOf(gzipSync('hi'), { mode: 'full', encoding: 'gzip' });

    expect(data).toContain(`"body_base64":"${Buffer.from('hi').toString('base64')}"`);
  });
});

describe('what is kept of a request', () => {
  const keptOf = async (body: string | Buffer, sent: Sent): Promise<string | undefined> =>
    ((await take(body, sent)) as Intake).request.body_base64;

  it('has no bytes when the data is those very bytes', async () => {
    expect(await keptOf(' {"a":1.0}', { type: json })).toBeUndefined();
  });

  it.each<[string | Buffer, Sent]>([
    ['{"a":1}', { type: json, query: 'b=1' }],
    ['\ufeff{"a":1}', { type: json }],
    [gzipSync('{"a":1}'), { type: json, encoding: 'gzip' }],
    [Buffer.from('"中中"', 'utf16le'), { type: `${json}; charset=utf-16le` }],
    ['{"a":1}', { type: json, mode: 'full' }],
    ['hi', { type: 'text/plain' }],
    ['null', { type: 'text/plain' }],
    ['', { type: json }],
  ])('has the bytes as they came otherwise: %j with %j', async (body, sent) => {
    expect(await keptOf(body, sent)).toBe(Buffer.from(body).toString('base64'));
  });
});

describe('a body past a limit of its structure', () => {
  const part = (name: string): string =>
    `--X\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n1\r\n`;

  it.each<[keyof IntakeLimits, string, string, Sent]>([
    ['jsonDepth', '[[1]]', '[[[1]]]', { type: json }],
    ['jsonKeys', '{"a":1,"b":[2]}', '{"a":{"a":{}},"b":[{"b":2}]}', { type: json }],
    ['formPairs', 'a=1&b=2', 'a=1&b=2&c=3', { type: form }],
    [
      'formPairs',
      `${part('a')}--X--`,
      `${part('a')}${part('b')}${part('c')}--X--`,
      { type: multipart },
    ],
    ['formDepth', 'a[b][c]=1', 'a[b][c][d]=1', { type: form }],
    ['multipartParts', `${part('a')}--X--`, `${part('a').repeat(3)}--X--`, { type: multipart }],
  ])('is refused, and up to it is taken: %s of 2', async (limit, within, past, sent) => {
    const limits = { [limit]: 2 };

    const taken = await take(within, { ...sent, limits });
    const refused = await take(past, { ...sent, limits });

    expect(taken).not.toBeInstanceOf(IntakeProblem);
    expect(refused).toMatchObject({ code: 'invalid_body' });
  });

  it('is refused also for its query', async () => {
    const refused = await take('', { query: 'a=1&b=2&c=3', limits: { formPairs: 2 } });

    expect(refused).toMatchObject({ code: 'invalid_query' });
  });
});

describe('for any body, type and query', () => {
  it('comes to JSON that can be kept, or to a problem that says why', async () => {
    const types = [
      json,
      form,
      multipart,
      'text/plain',
      'application/xml',
      `${form}; charset=latin1`,
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string(), fc.uint8Array().map(Buffer.from), fc.json()),
        fc.constantFrom(...types),
        fc.oneof(fc.webQueryParameters(), fc.string()),
        fc.constantFrom<DataMode>('auto', 'full'),
        async (body, type, query, mode) => {
          const intake = await take(body, { type, query, mode });
          if (intake instanceof IntakeProblem) {
            expect(intake.detail).not.toBe('');
          } else {
            expect(intake.data).toBeInstanceOf(RawJson);
            expect(() => parseJson(intake.data.text, 210)).not.toThrow();
            expect(intake.data.text.includes('\u0000')).toBe(false);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
