import { generateKeyPairSync } from 'node:crypto';
import { GivenConnections, TokensInMemory } from '@millwright/connection/testing';
import { newId } from '@millwright/kernel';
import { OutboundHttp } from '@millwright/net';
import { FakeClock, type HttpPeer, leakCheck, startHttpPeer } from '@millwright/testing';
import { performAction } from '../../perform-action.ts';
import { actionConformance } from '../../testing/action.conformance.ts';
import { contextOf } from '../../testing/context-of.ts';
import { google } from './google.action.ts';
import { googleRequest } from './google-client.ts';
import { googleTest } from './test-connection.ts';

const nothingLeft = leakCheck();
const net = new OutboundHttp({ allow: ['127.0.0.1'] });
const clock = new FakeClock();
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
let grants = 0;
let refused = new Set<string>();
let peer: HttpPeer;

beforeAll(async () => {
  peer = await startHttpPeer(({ url, headers }) => {
    if (url === '/token') {
      grants += 1;
      return { status: 200, body: `{"access_token":"ya29.${grants}","expires_in":3600}` };
    }
    if (refused.has(headers.authorization ?? '')) return 401;
    const type = { 'content-type': 'application/json; charset=UTF-8' };
    return { status: 200, headers: type, body: '{"user":{"emailAddress":"robot@p.test"}}' };
  });
});
beforeEach(() => {
  grants = 0;
  refused = new Set();
  peer.requests.length = 0;
});
afterAll(async () => {
  await net.close();
  await peer.close();
  await nothingLeft();
});

const service_account = JSON.stringify({
  client_email: 'robot@p.test',
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
});
const connections = (fields: object = {}) =>
  new GivenConnections({
    name: 'g',
    type: 'google',
    fields: {
      service_account,
      token_url: `${peer.url}/token`,
      drive_base_url: `${peer.url}/at-drive`,
      sheets_base_url: `${peer.url}/at-sheets`,
      docs_base_url: `${peer.url}/at-docs`,
      ...fields,
    },
  });
const contextWith = (fields?: object) =>
  contextOf({ net, clock, connections: connections(fields), tokens: new TokensInMemory(clock) });
const perform = (options: object, fields?: object) =>
  performAction('google', JSON.stringify({ method: 'get', ...options }), contextWith(fields));
const called = () => peer.requests.filter(({ url }) => url !== '/token');

actionConformance(google, {
  open: () => Promise.resolve({ context: contextWith() }),
  valid: () => [
    '{"method":"GET","url_path":"/drive/v3/files","body":{"q":"name = \'x\'"}}',
    '{"method":"post","url_path":"/sheets/v4/spreadsheets","body":{}}',
    '{"method":"get","url_path":"/docs/v1/documents/1"}',
  ],
  refused: [
    { options: '{"method":"get","url_path":"/gmail/v1/x"}', path: 'options.url_path' },
    { options: '{"method":"get","url_path":"/drive"}', path: 'options.url_path' },
    { options: '{"method":"get","url_path":"/drive/../gmail/v1"}', path: 'options.url_path' },
    { options: '{"method":"get","url_path":"/upload/sheets/v4"}', path: 'options.url_path' },
    { options: '{"method":"get","url_path":"/sheets/v4","body":[1]}', path: 'options.body' },
    { options: '{"method":"get","url_path":"/sheets/v4","body":{"a":{}}}', path: 'options.body.a' },
    { options: '{"method":"get","url_path":"/docs/v1","body":{"a":[[]]}}', path: 'options.body.a' },
  ],
  secret: () => ({ options: '{"method":"get","url_path":"/docs/v1"}', secret: 'ya29.' }),
});

describe('the place that a path leads to', () => {
  it.each([
    ['/drive/v3/files', '/at-drive/drive/v3/files'],
    ['/upload/drive/v3/files?uploadType=media', '/at-drive/upload/drive/v3/files?uploadType=media'],
    ['/sheets/v4/spreadsheets', '/at-sheets/v4/spreadsheets'],
    ['/docs/v1/documents', '/at-docs/v1/documents'],
  ])('%s is %s', async (url_path, url) => {
    await perform({ url_path });

    expect(called()[0]!.url).toBe(url);
  });

  it.each(['/drive/v3/files', '/sheets/v4/spreadsheets', '/docs/v1/documents'])(
    '%s is left as it is by a base_url',
    async (url_path) => {
      await perform({ url_path }, { base_url: `${peer.url}/all` });

      expect(called()[0]!.url).toBe(`/all${url_path}`);
    },
  );
});

describe('a body with GET', () => {
  it('becomes the query, arrays repeated and null left out', async () => {
    const body = { q: "name = 'a&b'", ranges: ['A1', 'B2'], n: 1, b: true, none: null };

    await perform({ url_path: '/sheets/v4/x', body });

    expect(called()[0]!.body).toHaveLength(0);
    expect([...new URL(called()[0]!.url, 'http://x').searchParams]).toEqual([
      ['q', "name = 'a&b'"],
      ['ranges', 'A1'],
      ['ranges', 'B2'],
      ['n', '1'],
      ['b', 'true'],
    ]);
  });

  it('is a query already when it is text', async () => {
    await perform({ url_path: '/sheets/v4/x', body: 'a=1&b=ü' });

    expect(called()[0]!.url).toBe('/at-sheets/v4/x?a=1&b=%C3%BC');
  });

  it('is ignored, with a warning, when the path has a query', async () => {
    const outcome = await perform({ url_path: '/sheets/v4/x?a=1', body: { a: 2 } });

    expect(called()[0]!.url).toBe('/at-sheets/v4/x?a=1');
    expect(outcome.warnings).toEqual(['options.body: ignored, as options.url_path has a query']);
  });
});

describe('the access token', () => {
  it('is got for files, spreadsheets and documents, once for many calls', async () => {
    const context = contextWith();
    const options = '{"method":"get","url_path":"/docs/v1/d"}';

    await Promise.all([1, 2, 3].map(() => performAction('google', options, context)));

    const form = new URLSearchParams(peer.requests[0]!.body.toString());
    const [, claims = ''] = form.get('assertion')!.split('.');
    expect(grants).toBe(1);
    expect(
      (JSON.parse(Buffer.from(claims, 'base64url').toString()) as { scope: string }).scope,
    ).toBe(
      'https://www.googleapis.com/auth/drive.file https://www.googleapis.com/auth/spreadsheets https://www.googleapis.com/auth/documents',
    );
  });

  it('is renewed once when it is refused', async () => {
    refused = new Set(['Bearer ya29.1']);
    const renewed = await perform({ url_path: '/docs/v1/d' });
    refused = new Set(['Bearer ya29.2', 'Bearer ya29.3', 'Bearer ya29.4']);
    const rejected = await perform({ url_path: '/docs/v1/d' });

    expect(renewed).toMatchObject({ ok: true });
    expect(rejected).toMatchObject({ ok: false, error: { code: 'connection_rejected' } });
    expect(grants).toBe(4);
  });

  it('is got again a minute before it ends', async () => {
    const context = contextWith();
    const options = '{"method":"get","url_path":"/docs/v1/d"}';
    await performAction('google', options, context);
    clock.advance(3_541_000);

    await performAction('google', options, context);

    expect(grants).toBe(2);
  });

  it('cannot be got without credentials', async () => {
    const outcome = await perform({ url_path: '/docs/v1/d' }, { service_account: undefined });

    expect(outcome).toMatchObject({ ok: false, error: { code: 'connection_rejected' } });
  });
});

describe('a request that other actions make', () => {
  const opened = (fields?: object) =>
    connections(fields).open(newId(), { types: ['google'], asker: 'the test' });

  it('has query, headers, body and token, and answers whatever comes', async () => {
    const answer = await googleRequest(
      await opened(),
      {
        api: 'sheets',
        method: 'post',
        path: '/v4/x?a=1',
        query: { ranges: ['A 1', 'B'], alt: 'json' },
        headers: { 'content-type': 'text/csv', Authorization: 'mine' },
        body: 'a,b',
      },
      contextWith(),
    );

    expect([answer.status, answer.headers['content-type']]).toEqual([
      200,
      ['application/json; charset=UTF-8'],
    ]);
    const [{ method, url, headers, body }] = called() as [(typeof peer.requests)[number]];
    expect([method, url, body.toString()]).toEqual([
      'POST',
      '/at-sheets/v4/x?a=1&ranges=A+1&ranges=B&alt=json',
      'a,b',
    ]);
    expect(headers).toMatchObject({ 'content-type': 'text/csv', authorization: 'Bearer ya29.1' });
  });

  it('tells the APIs apart where they share a server', async () => {
    const connection = await opened({ base_url: peer.url });
    const context = contextWith();

    await googleRequest(connection, { api: 'sheets', method: 'get', path: '/v4/x' }, context);
    await googleRequest(connection, { api: 'drive', method: 'get', path: '/drive/v3/f' }, context);

    expect(called().map(({ url }) => url)).toEqual(['/sheets/v4/x', '/drive/v3/f']);
  });
});

describe('a test of a Google Connection', () => {
  const test = async (): Promise<string> => {
    const connection = await connections().open(newId(), { types: ['google'], asker: 'the test' });
    return googleTest(connection, contextWith());
  };

  it('says who we are', async () => {
    expect(await test()).toBe('signed in as robot@p.test');
    expect(called()[0]!.url).toBe('/at-drive/drive/v3/about?fields=user');
  });

  it('fails when it is refused', async () => {
    refused = new Set(['Bearer ya29.1', 'Bearer ya29.2']);

    await expect(test()).rejects.toMatchObject({ code: 'connection_rejected' });
  });
});
