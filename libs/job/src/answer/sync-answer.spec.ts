import { validateHeaderName, validateHeaderValue } from 'node:http';
import fc from 'fast-check';
import { JobProblem } from '../job-problem.ts';
import { droppedHeaderLinesOf } from './composite-result.ts';
import { syncAnswerOf, type CallAnswer, type EndedCall } from './sync-answer.ts';
import { wmFailureOf } from './wm-failure.ts';

const jobId = '01890a5d-ac96-774b-bcce-b302099a8057';
const ERROR = '{"error":{"name":"TaskError","message":"m","stack":"","code":"task_error"}}';

const callOf = (result: string | null, more: Partial<EndedCall> = {}): EndedCall => ({
  jobId,
  outcome: 'succeeded',
  result,
  syncFailureStatus: 200,
  ...more,
});
const answerTo = (result: string | null, more?: Partial<EndedCall>): CallAnswer => {
  const answer = syncAnswerOf(callOf(result, more));
  if (answer instanceof JobProblem) throw answer;
  return answer;
};
const shown = ({ status, headers, body }: CallAnswer) => [
  status,
  headers['content-type'],
  body.toString(),
];
const failedBy = (result: string, more?: Partial<EndedCall>): CallAnswer =>
  answerTo(wmFailureOf(result)!.result.text, { outcome: 'failed', ...more });
const WM_ERROR = '{"name":"WmFailure","message":"m","stack":"","code":"wm_failure"}';

describe('a plain result', () => {
  it.each([
    [null, 'null'],
    ['"x"', '"x"'],
    ['2', '2'],
    ['1.0', '1.0'],
    ['{"n":12345678901234567890}', '{"n":12345678901234567890}'],
    ['{"result":5}', '{"result":5}'],
    ['{"wm_labels":["a"],"result":5}', '{"wm_labels":["a"],"result":5}'],
    ['{"wm_status_code":null}', '{"wm_status_code":null}'],
    ['[{"wm_status_code":418}]', '[{"wm_status_code":418}]'],
    ['"wm_status_code"', '"wm_status_code"'],
  ])('%s is sent as %s', (result, body) => {
    expect(shown(answerTo(result))).toEqual([200, 'application/json', body]);
  });

  it('goes with the headers of every answer, and no others', () => {
    expect({ ...answerTo('1', { isReplay: true }).headers }).toEqual({
      'cache-control': 'no-store',
      'content-type': 'application/json',
      'idempotent-replayed': 'true',
      'x-content-type-options': 'nosniff',
      'x-job-id': jobId,
    });
  });

  it.each<[number, Partial<EndedCall>]>([
    [200, {}],
    [422, { syncFailureStatus: 422 }],
    [422, { failureStatus: 422 }],
    [200, { failureStatus: 200, syncFailureStatus: 422 }],
    [503, { failureStatus: 503, syncFailureStatus: 422 }],
  ])('of a run that did not succeed is a %i with %j', (status, settings) => {
    const failed = answerTo(ERROR, { outcome: 'failed', ...settings });
    const cancelled = answerTo(ERROR, { outcome: 'cancelled', ...settings });
    const succeeded = answerTo(ERROR, settings);

    expect(shown(failed)).toEqual([status, 'application/json', ERROR]);
    expect(cancelled).toEqual(failed);
    expect(succeeded.status).toBe(200);
  });

  it('that only says wm_failure is a plain failure', () => {
    const answer = failedBy('{"wm_failure":"m","result":1}', { failureStatus: 422 });

    expect(shown(answer)).toEqual([
      422,
      'application/json',
      `{"wm_failure":"m","result":1,"error":${WM_ERROR}}`,
    ]);
  });
});

describe('a composite result', () => {
  it.each([
    ['{"wm_status_code":418}', 418, undefined, ''],
    ['{"wm_status_code":"201","result":{"a":1.0}}', 201, 'application/json', '{"a":1.0}'],
    ['{"wm_status_code":418.0,"result":"x"}', 418, 'application/json', '"x"'],
    ['{"wm_status_code":200}', 200, undefined, ''],
    ['{"wm_status_code":200,"result":null}', 200, 'application/json', 'null'],
    ['{"wm_headers":{"X-A":"1"}}', 204, undefined, ''],
    ['{"wm_headers":{}}', 204, undefined, ''],
    ['{"wm_headers":{},"result":[]}', 200, 'application/json', '[]'],
    ['{"wm_content_type":"text/html","result":"<b>"}', 200, 'text/html', '<b>'],
    ['{"wm_content_type":"text/plain","result":{"a":1}}', 200, 'text/plain', '{"a":1}'],
    ['{"wm_content_type":"text/plain","result":7}', 200, 'text/plain', '7'],
    [
      '{"wm_content_type":"text/plain; charset=utf-8","result":"é"}',
      200,
      'text/plain; charset=utf-8',
      'é',
    ],
    ['{"wm_headers":{"Content-Type":"text/csv"},"result":"a,b"}', 200, 'text/csv', 'a,b'],
    [
      '{"wm_headers":{"content-type":"a/b"},"wm_content_type":"text/csv","result":"a"}',
      200,
      'text/csv',
      'a',
    ],
    ['{"wm_status_code":204,"result":"x"}', 204, 'application/json', ''],
    ['{"wm_status_code":304,"result":"x"}', 304, 'application/json', ''],
    ['{"windmill_status_code":418,"result":1}', 418, 'application/json', '1'],
    ['{"windmill_content_type":"text/csv","result":"a"}', 200, 'text/csv', 'a'],
    ['{"wm_status_code":418,"windmill_status_code":"bad"}', 418, undefined, ''],
    ['{"wm_status_code":null,"windmill_status_code":419}', 419, undefined, ''],
    ['{"\\u0077m_status_code":418}', 418, undefined, ''],
  ])('%s is sent as %i %s %s', (result, status, contentType, body) => {
    expect(shown(answerTo(result))).toEqual([status, contentType, body]);
  });

  it.each<Partial<EndedCall>>([
    {},
    { syncFailureStatus: 422 },
    { failureStatus: 500 },
    { failureStatus: 200, syncFailureStatus: 422 },
  ])('gives the status of a run that failed, whatever %j say', (settings) => {
    expect(failedBy('{"wm_failure":"m","wm_status_code":409}', settings).status).toBe(409);
    expect(answerTo('{"wm_status_code":409}', settings).status).toBe(409);
  });

  it.each<[number, Partial<EndedCall>]>([
    [200, {}],
    [422, { syncFailureStatus: 422 }],
    [500, { failureStatus: 500, syncFailureStatus: 422 }],
  ])('without a status is a %i like a plain failure with %j', (status, settings) => {
    const answer = failedBy('{"wm_failure":"m","wm_headers":{"x-a":"1"}}', settings);

    expect(shown(answer)).toEqual([status, 'application/json', `{"error":${WM_ERROR}}`]);
    expect(answer.headers['x-a']).toBe('1');
  });

  it('of a failed run sends its result where it has one, else the error as JSON', () => {
    const html = '"wm_failure":"m","wm_content_type":"text/html"';

    expect(shown(failedBy(`{${html},"result":"<b>"}`))).toEqual([200, 'text/html', '<b>']);
    expect(shown(failedBy(`{${html}}`))).toEqual([
      200,
      'application/json',
      `{"error":${WM_ERROR}}`,
    ]);
  });

  it.each(['{"wm_failure":"m","wm_status_code":204}', '{"wm_failure":"m","wm_status_code":"304"}'])(
    'has no body where the status allows none: %s',
    (result) => {
      expect(failedBy(result).body).toHaveLength(0);
    },
  );

  it.each([
    ['99', 'Invalid status code'],
    ['199', 'Invalid status code'],
    ['600', 'Invalid status code'],
    ['418.5', 'Invalid status code'],
    ['-200', 'Invalid status code'],
    ['"x"', 'Invalid status code'],
    ['" 418"', 'Invalid status code'],
    ['"4e2"', 'Invalid status code'],
    ['true', 'Invalid status code'],
    ['[418]', 'Invalid status code'],
    ['{}', 'Invalid status code'],
  ])('is invalid with the status %s', (status, detail) => {
    const problem = syncAnswerOf(callOf(`{"wm_status_code":${status}}`));

    expect(problem).toBeInstanceOf(JobProblem);
    expect(problem).toMatchObject({ code: 'response_invalid', status: 500, detail });
  });

  it('that is invalid still names its job', () => {
    expect(syncAnswerOf(callOf('{"wm_status_code":99}'))).toMatchObject({
      headers: { 'x-job-id': jobId, 'cache-control': 'no-store' },
      members: { job_id: jobId },
    });
  });
});

describe('the headers of a result', () => {
  it('are texts, numbers with their digits, and booleans', () => {
    const { headers } = answerTo(
      '{"wm_headers":{"X-Text":" a\\tb ","X-Number":1.0,"X-Big":12345678901234567890,"X-Yes":true}}',
    );

    expect(headers).toMatchObject({
      'x-text': 'a\tb',
      'x-number': '1.0',
      'x-big': '12345678901234567890',
      'x-yes': 'true',
    });
  });

  it('go out as UTF-8', () => {
    const { headers } = answerTo('{"wm_headers":{"X-A":"é€"}}');

    expect(Buffer.from(headers['x-a']!, 'latin1').toString()).toBe('é€');
  });

  it('may be of any name, also of a prototype', () => {
    const { headers } = answerTo('{"wm_headers":{"__proto__":"a","constructor":"b"}}');

    expect(Object.entries(headers)).toEqual(
      expect.arrayContaining([
        ['__proto__', 'a'],
        ['constructor', 'b'],
      ]),
    );
  });

  it('may set a place and a cache of their own', () => {
    const { headers } = answerTo(
      '{"wm_status_code":302,"wm_headers":{"Location":"https://a.example/","Cache-Control":"max-age=60"}}',
    );

    expect(headers).toMatchObject({
      location: 'https://a.example/',
      'cache-control': 'max-age=60',
    });
  });

  it.each([
    ...['Connection', 'Content-Length', 'Transfer-Encoding', 'Keep-Alive', 'TE', 'Trailer'],
    ...['Upgrade', 'Host', 'Set-Cookie', 'X-Job-Id', 'X-Request-Id', 'X-Content-Type-Options'],
    ...['Clear-Site-Data', 'Strict-Transport-Security', 'Idempotent-Replayed'],
    ...['set-cookie', 'x-JOB-id'],
  ])('never have %s, and the log says so', (name) => {
    const result = JSON.stringify({ wm_headers: { [name]: 'mine', 'X-A': '1' } });

    const answer = answerTo(result);

    expect(Object.values(answer.headers)).not.toContain('mine');
    expect(answer.headers).toMatchObject({ 'x-a': '1', 'x-job-id': jobId });
    expect(droppedHeaderLinesOf(result)).toEqual([expect.stringContaining(`wm_headers: ${name} `)]);
  });

  it.each([
    ['{"X A":"1"}', 'Invalid header name "X A"'],
    ['{"":"1"}', 'Invalid header name ""'],
    ['{"X-A:":"1"}', 'Invalid header name "X-A:"'],
    ['{"X\\r\\nA":"1"}', 'Invalid header name "X\\r\\nA"'],
    ['{"X-Ü":"1"}', 'Invalid header name "X-Ü"'],
    ['{"X-A":"a\\r\\nSet-Cookie: b"}', 'Invalid value of header "X-A"'],
    ['{"X-A":"a\\n"}', 'Invalid value of header "X-A"'],
    ['{"X-A":"\\u0000"}', 'Invalid value of header "X-A"'],
    ['{"X-A":null}', 'Invalid value of header "X-A"'],
    ['{"X-A":["a"]}', 'Invalid value of header "X-A"'],
    ['{"X-A":{}}', 'Invalid value of header "X-A"'],
    ['["X-A"]', 'Invalid headers: an object of name and text is expected'],
    ['"X-A: 1"', 'Invalid headers: an object of name and text is expected'],
  ])('%s are refused', (headers, detail) => {
    expect(syncAnswerOf(callOf(`{"wm_headers":${headers}}`))).toMatchObject({
      code: 'response_invalid',
      detail,
    });
  });

  it.each([
    'html',
    '',
    'text/',
    '/html',
    'text/html\\r\\nX-A: 1',
    'text/html\\u0000',
    'a b/c',
    'text/plain,text/html',
  ])('are refused with the content type "%s"', (contentType) => {
    for (const shape of [
      `{"wm_content_type":"${contentType}"}`,
      `{"wm_headers":{"Content-Type":"${contentType}"}}`,
    ]) {
      expect(syncAnswerOf(callOf(shape))).toMatchObject({ code: 'response_invalid' });
    }
  });
});

describe('a result in base64', () => {
  const base64 = (result: string, more = '"wm_content_type":"image/png",') =>
    `{${more}"wm_content_transfer_encoding":"base64","result":${result}}`;

  it('is sent as its bytes', () => {
    const answer = answerTo(base64('"AP/+"'));

    expect([...answer.body]).toEqual([0, 255, 254]);
    expect(answer.headers['content-type']).toBe('image/png');
    expect(answerTo(base64('""')).body).toHaveLength(0);
  });

  it('may be packed, which text and what waits for the actions cannot be', () => {
    const packed = base64(
      '"YQ=="',
      '"wm_content_type":"a/b","wm_headers":{"Content-Encoding":"gzip"},',
    );
    const text = '{"wm_headers":{"Content-Encoding":"gzip"},"result":"a"}';

    expect(answerTo(packed).headers['content-encoding']).toBe('gzip');
    expect(answerTo(packed, { actions: [] }).headers).not.toHaveProperty('content-encoding');
    expect(answerTo(text).headers).not.toHaveProperty('content-encoding');
  });

  it('is also asked for by its other name', () => {
    const answer = answerTo(
      '{"windmill_content_type":"a/b","windmill_content_transfer_encoding":"base64","result":"YQ=="}',
    );

    expect(answer.body.toString()).toBe('a');
  });

  it.each([
    base64('"AP/+"', ''),
    base64('"AP/"'),
    base64('"YQ"'),
    base64('"YR=="'),
    base64('"A P/"'),
    base64('"AP_-"'),
    base64('"!!!!"'),
    base64('7'),
    base64('null'),
    base64('{"a":1}'),
    '{"wm_content_type":"a/b","wm_content_transfer_encoding":"base64"}',
    '{"wm_content_type":"a/b","wm_content_transfer_encoding":"gzip","result":"YQ=="}',
    '{"wm_content_type":"a/b","wm_content_transfer_encoding":true,"result":"YQ=="}',
  ])('is invalid as %s', (result) => {
    expect(syncAnswerOf(callOf(result))).toMatchObject({ code: 'response_invalid', status: 500 });
  });
});

describe('a result that could run as a page', () => {
  const policyOf = (contentType: string, headers = {}) =>
    answerTo(JSON.stringify({ wm_content_type: contentType, wm_headers: headers, result: 'x' }))
      .headers['content-security-policy'];

  it.each([
    ...['text/html', 'TEXT/HTML; charset=utf-8', 'image/svg+xml', 'application/xhtml+xml'],
    ...['application/xml', 'text/xml', 'application/pdf', 'text/css', 'application/octet-stream'],
    ...['application/json;a=b,text/html', 'text/plain;a=",",text/html'],
    ...['text/plain;a="b\\",text/html"', 'text/plain; text/html', 'application/xml;+json'],
  ])('is put into a sandbox: %s', (contentType) => {
    expect(policyOf(contentType)).toBe('sandbox');
  });

  it.each([
    ...[
      'text/plain',
      'Text/Plain; charset=utf-8',
      'text/plain;charset="utf-8"',
      'application/json',
    ],
    ...['application/json;charset=utf-8', 'application/problem+json', 'text/json', 'text/plain;'],
  ])('is not %s', (contentType) => {
    expect(policyOf(contentType)).toBeUndefined();
  });

  it('is put into the sandbox beside a policy of its own', () => {
    const headers = { 'Content-Security-Policy': "default-src 'self'" };

    expect(policyOf('text/html', headers)).toBe("default-src 'self', sandbox");
    expect(policyOf('text/plain', headers)).toBe("default-src 'self'");
  });

  it('is put into the sandbox also when a header gives its content type', () => {
    const { headers } = answerTo('{"wm_headers":{"CONTENT-type":"text/html"},"result":"<b>"}');

    expect(headers).toMatchObject({
      'content-type': 'text/html',
      'content-security-policy': 'sandbox',
    });
  });
});

describe('an answer that waited for the actions', () => {
  const actions = [
    { index: 1, type: 'http', ok: false, result: null, error: '{"code":"network","message":"m"}' },
    { index: 0, type: 'echo', ok: true, result: '{"n":1.0}', error: null },
  ];
  const listed =
    '[{"index":0,"type":"echo","ok":true,"result":{"n":1.0},"error":null},' +
    '{"index":1,"type":"http","ok":false,"result":null,"error":{"code":"network","message":"m"}}]';

  it.each([
    [null, 200, `{"result":null,"actions":${listed}}`],
    ['"x"', 200, `{"result":"x","actions":${listed}}`],
    ['{"wm_status_code":201,"result":1.0}', 201, `{"result":1.0,"actions":${listed}}`],
    ['{"wm_headers":{"x-a":"1"}}', 200, `{"result":null,"actions":${listed}}`],
    ['{"wm_content_type":"text/html","result":"<b>"}', 200, `{"result":"<b>","actions":${listed}}`],
    [
      '{"wm_content_type":"a/b","wm_content_transfer_encoding":"base64","result":"YQ=="}',
      200,
      `{"result":"YQ==","actions":${listed}}`,
    ],
    ['{"wm_status_code":204}', 204, ''],
  ])('tells of %s and them, as JSON', (result, status, body) => {
    expect(shown(answerTo(result, { actions }))).toEqual([status, 'application/json', body]);
  });

  it('has no actions of a run that failed', () => {
    const answer = failedBy('{"wm_failure":"m","wm_status_code":409}', { actions: [] });

    expect(shown(answer)).toEqual([
      409,
      'application/json',
      `{"result":{"error":${WM_ERROR}},"actions":[]}`,
    ]);
  });

  it('is invalid as it would be without them', () => {
    expect(syncAnswerOf(callOf('{"wm_status_code":99}', { actions }))).toBeInstanceOf(JobProblem);
  });
});

describe('for any result', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 4 }),
    fc.constantFrom(
      '\r\n',
      '\n',
      '\r',
      '\0',
      ': ',
      ',',
      ';',
      ' ',
      'X-A',
      'set-cookie',
      'x-job-id',
      'é',
      '\u2028',
    ),
    fc.constantFrom('text/html', 'text/plain', 'content-type', 'content-security-policy', '\ud800'),
  );
  const text = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''));
  const value = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), fc.jsonValue());
  const name = fc.oneof(
    {
      arbitrary: fc.constantFrom('X-A', 'Content-Type', 'Set-Cookie', 'x-job-id', '__proto__'),
      weight: 5,
    },
    { arbitrary: text, weight: 1 },
  );
  const mostly = (usual: fc.Arbitrary<unknown>) =>
    fc.oneof({ arbitrary: usual, weight: 5 }, { arbitrary: value, weight: 1 });
  const members = fc.record(
    {
      wm_headers: mostly(
        fc.dictionary(name, fc.oneof(text, fc.integer(), fc.boolean()), { maxKeys: 3 }),
      ),
      windmill_headers: fc.dictionary(name, text, { maxKeys: 2 }),
      wm_content_type: mostly(text.map((rest) => `text/html${rest}`)),
      wm_status_code: mostly(fc.integer({ min: 200, max: 599 })),
      wm_failure: text,
      result: value,
    },
    { requiredKeys: [] },
  );
  const settings = fc.record({
    outcome: fc.constantFrom<EndedCall['outcome']>('succeeded', 'failed', 'cancelled'),
  });

  it('no header ends its line, and none of ours is replaced', () => {
    fc.assert(
      fc.property(members, settings, (result, more) => {
        const answer = syncAnswerOf(callOf(JSON.stringify(result), more));
        if (answer instanceof JobProblem) return expect(answer.code).toBe('response_invalid');
        for (const [name, sent] of Object.entries(answer.headers)) {
          validateHeaderName(name);
          validateHeaderValue(name, sent);
          expect(sent).not.toMatch(/[\r\n\0]/);
          expect(name).toBe(name.toLowerCase());
        }
        expect(answer.headers).toMatchObject({
          'x-job-id': jobId,
          'x-content-type-options': 'nosniff',
        });
        expect(answer.headers['set-cookie']).toBeUndefined();
        expect(answer.status >= 200 && answer.status <= 599).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });

  it('what a browser may run is in a sandbox', () => {
    const page = fc.tuple(fc.constantFrom('text/html', 'text/plain;', 'text/plain'), text, text);
    fc.assert(
      fc.property(page, (pieces) => {
        const result = { wm_content_type: pieces.join(''), result: '<script>' };
        const answer = syncAnswerOf(callOf(JSON.stringify(result)));
        if (answer instanceof JobProblem) return expect(answer.detail).toBe('Invalid content type');
        const isHtml = answer.headers['content-type']!.includes('text/html');
        if (isHtml) expect(answer.headers['content-security-policy']).toBe('sandbox');
      }),
      { numRuns: 3_000 },
    );
  });
});
