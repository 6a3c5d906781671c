import { jsonMembersOf } from '@millwright/kernel';
import { defaultIntakeLimits } from '@millwright/webhook/testing';
import fc from 'fast-check';
import { bodyTypeOf, type BodyType, type CallHeaders } from './body-type.ts';
import { callArgsOf, type CallRequest } from './call-args.ts';
import { readCallBody, type CallBody } from './call-body.ts';
import { callQueryOf, type CallQuery } from './call-query.ts';

interface Sent {
  body?: string;
  type?: string;
  query?: string;
  headers?: CallHeaders;
  place?: CallRequest['credentialPlace'];
  dataMode?: CallRequest['dataMode'];
}

function argsOf(sent: Sent) {
  const { body = '{"a":1}', type = '', query = '', headers = {}, dataMode = 'args' } = sent;
  const parameters = new URLSearchParams(query);
  const bodyType = bodyTypeOf({ 'content-type': [type] }) as BodyType;
  return callArgsOf({
    body: readCallBody(Buffer.from(body), bodyType, 10_000, defaultIntakeLimits) as CallBody,
    query: callQueryOf(parameters, 'wait') as CallQuery,
    parameters,
    headers,
    credentialPlace: sent.place ?? 'authorization',
    dataMode,
  });
}
const dataOf = (sent: Sent): string => argsOf(sent).data.text;

const MULTIPART = '--X\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--X--\r\n';
const headers = {
  'x-shop': ['one', 'two'],
  authorization: ['Bearer secret'],
  cookie: ['token=secret'],
};

describe('the args of a call', () => {
  it.each<[string, Sent, string]>([
    ['are the very text of an object', { body: ' {"n":1.0 }' }, ' {"n":1.0 }'],
    [
      'have the text of a body beside them',
      { query: 'raw=true' },
      '{"a":1,"raw_string":"{\\"a\\":1}"}',
    ],
    [
      'keep a byte order mark in that text',
      { body: '\ufeff{}', query: 'raw=1' },
      '{"raw_string":"\ufeff{}"}',
    ],
    [
      'have no text of a multipart body',
      { type: 'multipart/form-data; boundary=X', body: MULTIPART, query: 'raw=true' },
      '{"a":"1","raw_string":null}',
    ],
    ['are the text of a text', { type: 'text/plain', body: '<a>' }, '{"raw_string":"<a>"}'],
    ['are the text of an empty text', { type: 'text/plain', body: '' }, '{"raw_string":""}'],
    ['are the body, wrapped', { query: 'wrap_body=true' }, '{"body":{"a":1}}'],
    ['are wrapped once', { body: '[1.0]', query: 'wrap_body=true' }, '{"body":[1.0]}'],
    ['are an empty body, wrapped', { body: '', query: 'wrap_body=true' }, '{"body":{}}'],
    [
      'are a text, wrapped',
      { type: 'text/xml', body: '<a>', query: 'wrap_body=true' },
      '{"body":"<a>","raw_string":"<a>"}',
    ],
    [
      'are a whole CloudEvent, wrapped',
      {
        type: 'application/cloudevents+json',
        body: '{"id":"1","data":{"a":1}}',
        query: 'wrap_body=true',
      },
      '{"body":{"id":"1","data":{"a":1}}}',
    ],
    [
      'have headers under their names in snake case, repeated ones joined',
      { query: 'include_header=X-Shop,X-None', headers },
      '{"a":1,"x_shop":"one, two"}',
    ],
    [
      'have query parameters, repeated ones as an array',
      { query: 'include_query=b,c,d&b=1&b=2&c=3' },
      '{"a":1,"b":["1","2"],"c":"3"}',
    ],
    [
      'have them beside a wrapped body',
      { query: 'wrap_body=1&raw=1&include_query=q&q=1&include_header=x-shop', headers },
      '{"body":{"a":1},"q":"1","x_shop":"one, two","raw_string":"{\\"a\\":1}"}',
    ],
    [
      'take a parameter over a member of the body',
      { body: '{"x":"body"}', query: 'include_query=x&x=query' },
      '{"x":"query"}',
    ],
    [
      'take a header over a parameter',
      {
        body: '{"x":"body"}',
        query: 'include_query=x&x=query&include_header=X',
        headers: { x: ['header'] },
      },
      '{"x":"header"}',
    ],
    [
      'take the text of the body over everything',
      {
        body: '{"raw_string":"body"}',
        query: 'raw=1&include_query=raw_string&raw_string=query&include_header=raw-string',
        headers: { 'raw-string': ['header'] },
      },
      '{"raw_string":"{\\"raw_string\\":\\"body\\"}"}',
    ],
    [
      'keep names that objects are born with as plain data',
      {
        body: '{"__proto__":{"a":1}}',
        query: 'include_query=constructor&constructor=c&include_header=toString,__proto__',
      },
      '{"__proto__":{"a":1},"constructor":"c"}',
    ],
    [
      'keep digits when something is added',
      { body: '{"n":1.0}', query: 'raw=0&include_query=b&b=' },
      '{"n":1.0,"b":""}',
    ],
  ])('%s', (_, sent, data) => {
    expect(argsOf(sent)).toMatchObject({ isPreprocessed: false, data: { text: data } });
  });

  it('never hold a cookie, nor the header or parameter that authenticated the call', () => {
    const query = 'include_header=Authorization,COOKIE&include_query=token&token=secret';

    expect(dataOf({ query, headers, place: 'authorization' })).toBe('{"a":1,"token":"secret"}');
    expect(dataOf({ query, headers, place: 'token_parameter' })).toBe(
      '{"a":1,"authorization":"Bearer secret"}',
    );
    expect(
      dataOf({
        query: query.split('&token')[0]!,
        place: 'cookie',
        headers: { cookie: ['token=secret'] },
      }),
    ).toBe('{"a":1}');
  });

  it('never hold a credential, for any list of names that asks for it', () => {
    const name = fc.mixedCase(fc.constantFrom('cookie', 'authorization', 'token', 'x-shop'));

    fc.assert(
      fc.property(fc.array(name), fc.boolean(), (names, isRequest) => {
        const list = encodeURIComponent(names.join(' , '));
        const data = dataOf({
          query: `include_header=${list}&include_query=${list}`,
          headers,
          dataMode: isRequest ? 'request' : 'args',
        });

        expect(data).not.toContain('secret');
      }),
    );
  });

  it('are an object with what was asked for, for any body of JSON', () => {
    fc.assert(
      fc.property(fc.json(), fc.boolean(), (body, wraps) => {
        const members = jsonMembersOf(dataOf({ body, query: `raw=1&wrap_body=${wraps}` }))!;

        expect(JSON.parse(members.get('raw_string')!.text)).toBe(body);
        if (wraps) expect(members.get('body')!.text).toBe(body);
      }),
    );
  });
});

describe('a task that takes the request', () => {
  const dataMode = 'request';

  it('gets body, text, headers and query', () => {
    const query = 'b=1&b=2&__proto__=3&include_query=b&raw=1&wrap_body=1';

    const { data, isPreprocessed } = argsOf({ body: '{"n":1.0}', query, headers, dataMode });

    expect(isPreprocessed).toBe(true);
    expect(data.text).toBe(
      '{"kind":"webhook","body":{"n":1.0},"raw_string":"{\\"n\\":1.0}","headers":{"x-shop":"one, two"},' +
        '"query":{"b":["1","2"],"__proto__":"3","include_query":"b","raw":"1","wrap_body":"1"}}',
    );
  });

  it.each<[string, Sent, string]>([
    ['the value of a scalar body', { body: '[1]' }, '"body":[1],"raw_string":"[1]"'],
    ['no body of a text', { type: 'text/plain', body: 'x' }, '"body":null,"raw_string":"x"'],
    [
      'no text of a multipart body',
      { type: 'multipart/form-data; boundary=X', body: MULTIPART },
      '"body":{"a":"1"},"raw_string":null',
    ],
    ['an empty object of no body', { body: '' }, '"body":{},"raw_string":""'],
  ])('gets %s', (_, sent, members) => {
    expect(dataOf({ ...sent, dataMode })).toContain(members);
  });

  it('gets every parameter but the one that authenticated the call', () => {
    const query = 'token=secret&b=1';

    expect(dataOf({ query, dataMode, place: 'token_parameter' })).toContain('"query":{"b":"1"}');
  });

  it('gets plain args when the caller asks for them', () => {
    expect(argsOf({ query: 'skip_preprocessor=true', dataMode })).toMatchObject({
      isPreprocessed: false,
      data: { text: '{"a":1}' },
    });
  });
});
