import { GivenConnections, TokensInMemory } from '@millwright/connection/testing';
import { OutboundHttp } from '@millwright/net';
import { type HttpPeer, leakCheck, type PeerReply, startHttpPeer } from '@millwright/testing';
import type { ActionOutcome, TransactionContext } from '../../action.ts';
import { performAction } from '../../perform-action.ts';
import { contextOf } from '../../testing/context-of.ts';

const nothingLeft = leakCheck();
const net = new OutboundHttp({ allow: ['127.0.0.1'] });
const json = { 'content-type': 'application/json' };
let peer: HttpPeer;
let reply: PeerReply;

beforeAll(async () => {
  peer = await startHttpPeer(({ url }) =>
    url === '/token' ? { status: 200, body: '{"access_token":"granted-1"}' } : reply,
  );
});
beforeEach(() => {
  reply = { status: 200, headers: json, body: '{"ok":true,"n":1.0}' };
  peer.requests.length = 0;
});
afterAll(async () => {
  await net.close();
  await peer.close();
  await nothingLeft();
});

const oauth = { client_id: 'c', client_secret: 'client-secret', refresh_token: 'refresh-1' };

describe.each([
  { name: 'slack', path: '/chat.postMessage', fields: { token: 'the-token' }, token: 'the-token' },
  { name: 'airtable', path: '/v0/app/Things', fields: { token: 'the-token' }, token: 'the-token' },
  { name: 'google', path: '/drive/v3/files', fields: oauth, token: 'granted-1' },
] as const)('the $name action', ({ name, path, fields, token }) => {
  const contextWith = (over: Partial<TransactionContext> = {}): TransactionContext => {
    const places = {
      base_url: `${peer.url}/base`,
      ...(name === 'slack' ? {} : { token_url: `${peer.url}/token` }),
    };
    const connection = { name: 'mine', type: name, fields: { ...fields, ...places } };
    const context = contextOf({ net, connections: new GivenConnections(connection), ...over });
    return { ...context, tokens: new TokensInMemory(context.clock) };
  };
  const perform = (options: object, over?: Partial<TransactionContext>): Promise<ActionOutcome> =>
    performAction(
      name,
      JSON.stringify({ method: 'post', url_path: path, ...options }),
      contextWith(over),
    );

  it('sends JSON with the token of its Connection, and answers status and body', async () => {
    const outcome = await performAction(
      name,
      `{"method":"post","url_path":"${path}?x=1","body":{"b":1.0,"a":[1]}}`,
      contextWith(),
    );

    expect(outcome).toEqual({ ok: true, result: '{"status":200,"body":{"ok":true,"n":1.0}}' });
    const { method, url, headers, body } = peer.requests.at(-1)!;
    expect([method, url, body.toString()]).toEqual([
      'POST',
      `/base${path}?x=1`,
      '{"b":1.0,"a":[1]}',
    ]);
    expect(headers).toMatchObject({
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      'content-type': 'application/json',
    });
  });

  it('sends text as it is, and no content type without a body', async () => {
    await perform({ body: '{"a": 1}', headers: { 'Content-Type': 'text/x', 'X-Own': 7 } });
    await perform({});

    const [withText, withNone] = peer.requests.filter(({ url }) => url !== '/token');
    expect(withText!.body.toString()).toBe('{"a": 1}');
    expect(withText!.headers).toMatchObject({ 'content-type': 'text/x', 'x-own': '7' });
    expect(withNone!.headers).not.toHaveProperty('content-type');
  });

  it.each([
    [401, 'connection_rejected', false],
    [403, 'connection_rejected', false],
    [404, 'remote_rejected', false],
    [422, 'remote_rejected', false],
    [301, 'remote_rejected', false],
    [429, 'rate_limited', true],
    [500, 'remote_unavailable', true],
    [503, 'remote_unavailable', true],
  ])('fails when it is answered with %i, and keeps the answer', async (status, code, retry) => {
    reply = {
      status,
      headers: { ...json, 'retry-after': '30', location: '/x' },
      body: '{"why":1}',
    };

    const outcome = await perform({});

    expect(outcome).toMatchObject({ ok: false, retry, error: { code } });
    expect(!outcome.ok && outcome.result).toBe(`{"status":${status},"body":{"why":1}}`);
    expect(!outcome.ok && outcome.retryAfterMs).toBe(retry ? 30_000 : undefined);
  });

  it('is text where the answer is no JSON', async () => {
    reply = { status: 201, headers: { 'content-type': 'text/html' }, body: '<b>' };

    expect(await perform({})).toEqual({ ok: true, result: '{"status":201,"body":"<b>"}' });
  });

  it('shows no secret, whatever is answered', async () => {
    const secrets = [token, ...Object.values(fields)].filter((value) => value !== 'c');
    reply = { status: 400, headers: json, body: JSON.stringify({ echo: secrets.join(' ') }) };

    const text = JSON.stringify(await perform({}));

    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(text).toContain('[secret ');
  });

  it('needs its Connection', async () => {
    const outcome = await perform({ account: 'other' });

    expect(outcome).toMatchObject({
      ok: false,
      retry: false,
      error: { code: 'connection_missing' },
    });
    expect(peer.requests).toHaveLength(0);
  });

  it('refuses an answer without end', async () => {
    reply = { status: 200, headers: json, body: Buffer.alloc(20_000_001, ' ') };

    expect(await perform({})).toMatchObject({ ok: false, error: { code: 'size_limit' } });
  });

  it('does not reach inside', async () => {
    const inside = new OutboundHttp();

    expect(await perform({}, { net: inside })).toMatchObject({
      ok: false,
      retry: false,
      error: { code: 'address_forbidden' },
    });
    await inside.close();
  });
});
