import { GivenConnections, RenewalsInMemory, TokensInMemory } from '@millwright/connection/testing';
import { newId } from '@millwright/kernel';
import { OutboundHttp } from '@millwright/net';
import { FakeClock, type HttpPeer, leakCheck, startHttpPeer } from '@millwright/testing';
import type { TransactionContext } from '../../action.ts';
import { performAction } from '../../perform-action.ts';
import { actionConformance } from '../../testing/action.conformance.ts';
import { contextOf } from '../../testing/context-of.ts';
import { airtable } from './airtable.action.ts';
import { airtableTest } from './test-connection.ts';

const nothingLeft = leakCheck();
const net = new OutboundHttp({ allow: ['127.0.0.1'] });
const clock = new FakeClock();
const json = { 'content-type': 'application/json' };
/** As Airtable has it: each refresh token is taken once, and a new access token ends the one before. */
let service: { refresh: string; access: string; exchanges: number };
let peer: HttpPeer;

beforeAll(async () => {
  peer = await startHttpPeer(({ url, headers, body }) => {
    if (url === '/token') {
      const form = new URLSearchParams(body.toString());
      if (form.get('refresh_token') !== service.refresh) {
        return { status: 400, headers: json, body: '{"error":"invalid_grant"}' };
      }
      const exchanges = service.exchanges + 1;
      service = { exchanges, refresh: `refresh-${exchanges}`, access: `access-${exchanges}` };
      const granted = {
        access_token: service.access,
        refresh_token: service.refresh,
        expires_in: 3_600,
      };
      return { status: 200, headers: json, body: JSON.stringify(granted) };
    }
    const token = headers.authorization?.replace('Bearer ', '');
    if (token !== service.access && token !== 'pat-1')
      return { status: 401, headers: json, body: '{}' };
    return { status: 200, headers: json, body: '{"id":"usr1","email":"a@b.test"}' };
  });
});
beforeEach(() => {
  service = { refresh: 'refresh-0', access: '', exchanges: 0 };
  peer.requests.length = 0;
});
afterAll(async () => {
  await net.close();
  await peer.close();
  await nothingLeft();
});

const places = () => ({ base_url: peer.url, token_url: `${peer.url}/token` });
const byToken = () =>
  new GivenConnections({ name: 'base', type: 'airtable', fields: { token: 'pat-1', ...places() } });
const byOAuth = () =>
  new GivenConnections({
    name: 'base',
    type: 'airtable',
    fields: {
      client_id: 'c',
      client_secret: 'client-secret',
      refresh_token: 'refresh-0',
      ...places(),
    },
  });

actionConformance(airtable, {
  open: () => Promise.resolve({ context: contextOf({ net, connections: byToken() }) }),
  valid: () => [
    '{"method":"GET","url_path":"/v0/app1/Things?maxRecords=1"}',
    '{"method":"delete","url_path":"/v0/app1/Things/rec1"}',
  ],
  refused: [
    { options: '{"method":"get","url_path":"/v0"}', path: 'options.url_path' },
    { options: '{"method":"get","url_path":"/v0/"}', path: 'options.url_path' },
    { options: '{"method":"get","url_path":"/v1/x"}', path: 'options.url_path' },
    { options: '{"method":"get","url_path":"/v0/../oauth2/v1/token"}', path: 'options.url_path' },
    {
      options: '{"method":"get","url_path":"https://api.airtable.com/v0/x"}',
      path: 'options.url_path',
    },
    { options: '{"method":"connect","url_path":"/v0/x"}', path: 'options.method' },
  ],
  secret: () => ({ options: '{"method":"get","url_path":"/v0/a"}', secret: 'pat-1' }),
});

it('sends an object as JSON with GET too', async () => {
  const options = '{"method":"get","url_path":"/v0/a/b","body":{"x":1}}';

  await performAction('airtable', options, contextOf({ net, connections: byToken() }));

  expect(peer.requests.at(-1)!.body.toString()).toBe('{"x":1}');
});

describe('an Airtable Connection with a refresh token', () => {
  const processes = (): [TransactionContext, TransactionContext] => {
    const shared = { net, clock, connections: byOAuth() };
    const renewals = new RenewalsInMemory(clock);
    const context = (): TransactionContext =>
      contextOf({ ...shared, tokens: new TokensInMemory(clock, renewals) });
    return [context(), context()];
  };
  const perform = (context: TransactionContext) =>
    performAction('airtable', '{"method":"get","url_path":"/v0/a"}', context);

  it('exchanges it once for many calls at a time', async () => {
    const [context] = processes();

    const outcomes = await Promise.all([1, 2, 3].map(() => perform(context)));

    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, true]);
    expect(service.exchanges).toBe(1);
  });

  it('renews an access token that is refused, and that once', async () => {
    const [context] = processes();
    await perform(context);
    service.access = 'revoked by a person';

    expect(await perform(context)).toMatchObject({ ok: true });
    expect(service.exchanges).toBe(2);
    expect(peer.requests.filter(({ url }) => url === '/v0/a')).toHaveLength(3);
  });

  it('goes on with the refresh token that replaced it, from every process', async () => {
    const [one, other] = processes();
    for (const context of [one, other, one, other]) {
      clock.advance(3_590_000);
      expect(await perform(context)).toMatchObject({ ok: true });
    }
    service.access = 'ended';

    expect(await perform(other)).toMatchObject({ ok: true });
    expect(await perform(one)).toMatchObject({ ok: true });
  });

  it('is rejected when its refresh token is not taken', async () => {
    const [context] = processes();
    service.refresh = 'another';

    expect(await perform(context)).toMatchObject({
      ok: false,
      retry: false,
      error: { code: 'connection_rejected' },
    });
  });

  it('is rejected without one, and told what to give', async () => {
    const connections = new GivenConnections({ name: 'bare', type: 'airtable', fields: places() });

    const outcome = await perform(contextOf({ net, connections }));

    expect(!outcome.ok && outcome.error).toMatchObject({
      code: 'connection_rejected',
      message: expect.stringContaining('client_id, client_secret and refresh_token'),
    });
  });
});

describe('a test of an Airtable Connection', () => {
  const test = async (given: GivenConnections): Promise<string> => {
    const connection = await given.open(newId(), { types: ['airtable'], asker: 'the test' });
    return airtableTest(connection, contextOf({ net, clock, tokens: new TokensInMemory(clock) }));
  };

  it('says who we are, by token or by OAuth', async () => {
    expect(await test(byToken())).toBe('signed in as a@b.test');
    expect(await test(byOAuth())).toBe('signed in as a@b.test');
    expect(peer.requests[0]!.url).toBe('/v0/meta/whoami');
  });

  it('fails with a token that is refused', async () => {
    const fields = { token: 'pat-wrong', ...places() };
    const wrong = new GivenConnections({ name: 'base', type: 'airtable', fields });

    await expect(test(wrong)).rejects.toMatchObject({ code: 'connection_rejected' });
  });
});
