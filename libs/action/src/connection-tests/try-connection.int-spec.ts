import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ConnectionTypeName } from '@millwright/connection';
import { GivenConnections, TokensInMemory } from '@millwright/connection/testing';
import { newId, systemClock } from '@millwright/kernel';
import { OutboundHttp } from '@millwright/net';
import { startHttpPeer, type HttpPeer, type PeerReply } from '@millwright/testing';
import { tryConnection, type ConnectionVerdict } from './try-connection.ts';

describe('the test of a Connection', () => {
  let peer: HttpPeer;
  let net: OutboundHttp;
  let answer: (request: HttpPeer['requests'][number]) => PeerReply | undefined;

  beforeAll(async () => {
    peer = await startHttpPeer((request) => answer(request));
    net = new OutboundHttp({ allow: ['127.0.0.1'] });
  });
  afterAll(async () => {
    await net.close();
    await peer.close();
  });
  beforeEach(() => {
    answer = () => 200;
    peer.requests.length = 0;
  });

  const tried = async (
    type: ConnectionTypeName,
    fields: object,
    timeMs?: number,
  ): Promise<ConnectionVerdict> => {
    const given = new GivenConnections({ name: 'Mine', type, fields: { ...fields } });
    const connection = await given.open(newId(), { types: [type], asker: 'the test' });
    const tokens = new TokensInMemory(systemClock);
    return tryConnection(connection, { net, tokens, clock: systemClock }, timeMs);
  };
  const http = (fields: object, timeMs?: number) =>
    tried('http', { base_url: `${peer.url}/api`, ...fields }, timeMs);
  const host = () => new URL(peer.url).host;

  it('that nobody has written says so', async () => {
    expect(await tried('locksmith', {})).toMatchObject({
      ok: false,
      code: 'not_testable',
      message: expect.stringContaining('locksmith'),
    });
  });

  it('of an http API asks for its base_url, and takes any answer that does not turn it away', async () => {
    for (const status of [200, 302, 404, 500]) {
      answer = () => ({ status, headers: { location: '/elsewhere' } });
      expect(await http({})).toEqual({ ok: true, message: `${host()} answered ${status}` });
    }
    expect(peer.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(
      Array(4).fill('GET /api'),
    );
  });

  it.each<[object, string, string]>([
    [{ auth: 'header', header_name: 'X-Key', header_value: 'k' }, 'x-key', 'k'],
    [{ auth: 'basic', username: 'me', password: 'p:w' }, 'authorization', 'Basic bWU6cDp3'],
    [{ auth: 'bearer', token: 't' }, 'authorization', 'Bearer t'],
  ])('of an http API says who it is: %j', async (fields, name, value) => {
    answer = ({ headers }) => (headers[name] === value ? 200 : 401);

    expect(await http(fields)).toMatchObject({ ok: true });
    expect(await http({})).toMatchObject({ ok: false, code: 'connection_rejected' });
  });

  it.each([401, 403])('of an http API fails where it is answered %d', async (status) => {
    answer = () => status;

    expect(await http({ auth: 'bearer', token: 't' })).toEqual({
      ok: false,
      code: 'connection_rejected',
      message: `${host()} answered ${status}: give the Connection other credentials`,
    });
  });

  it('of an http API gets a token for client credentials, and another when that is refused', async () => {
    let granted = 0;
    answer = ({ url, headers, body }) => {
      if (url !== '/token') return headers.authorization === 'Bearer token-2' ? 200 : 401;
      const form = Object.fromEntries(new URLSearchParams(body.toString()));
      const isMe =
        headers.authorization === `Basic ${Buffer.from('m%40e:s%20t').toString('base64')}`;
      const isAsked = form['grant_type'] === 'client_credentials' && form['scope'] === 'read';
      granted += 1;
      return isMe && isAsked
        ? { status: 200, body: `{"access_token":"token-${granted}","expires_in":60}` }
        : 400;
    };
    const auth = { auth: 'oauth2', token_url: `${peer.url}/token`, scope: 'read' };

    expect(await http({ ...auth, client_id: 'm@e', client_secret: 's t' })).toMatchObject({
      ok: true,
    });
    expect(await http({ ...auth, client_id: 'm@e', client_secret: 'wrong' })).toMatchObject({
      ok: false,
      code: 'connection_rejected',
      message: expect.stringContaining('answered 400'),
    });
    answer = () => 503;
    expect(await http({ ...auth, client_id: 'm@e', client_secret: 's t' })).toMatchObject({
      ok: false,
      code: 'remote_unavailable',
    });
  });

  it('says what kept it from the other side', async () => {
    expect(await tried('http', { base_url: 'http://127.0.0.1:1' })).toMatchObject({
      ok: false,
      code: 'network',
    });
    expect(await tried('http', { base_url: 'http://127.0.0.2' })).toMatchObject({
      ok: false,
      code: 'address_forbidden',
    });
  });

  it('ends when its time is up', async () => {
    answer = () => undefined;

    expect(await http({}, 50)).toMatchObject({ ok: false, code: 'timeout' });
  });

  it('has no secret in what it says', async () => {
    const secret = 'xy7kq2-very-secret';
    const said = [
      await http({ auth: 'header', header_name: 'X', header_value: `${secret}\n` }),
      await tried('http', { base_url: `http://${secret}.invalid`, auth: 'bearer', token: secret }),
      await http({ auth: 'header', header_name: `${secret} x`, header_value: secret }),
    ];

    expect(said.map(({ ok }) => ok)).toEqual([false, false, false]);
    expect(JSON.stringify(said)).not.toContain(secret);
  });
});
