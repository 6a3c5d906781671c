import { GivenConnections } from '@millwright/connection/testing';
import { OutboundHttp } from '@millwright/net';
import { type HttpPeer, leakCheck, type PeerReply, startHttpPeer } from '@millwright/testing';
import { newId } from '@millwright/kernel';
import { performAction } from '../../perform-action.ts';
import { actionConformance } from '../../testing/action.conformance.ts';
import { contextOf } from '../../testing/context-of.ts';
import { slack } from './slack.action.ts';
import { slackTest } from './test-connection.ts';

const nothingLeft = leakCheck();
const net = new OutboundHttp({ allow: ['127.0.0.1'] });
const posted = {
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: '{"ok":true}',
};
let peer: HttpPeer;
let reply: PeerReply;

beforeAll(async () => {
  peer = await startHttpPeer(() => reply);
});
beforeEach(() => {
  reply = posted;
});
afterAll(async () => {
  await net.close();
  await peer.close();
  await nothingLeft();
});

const connections = () =>
  new GivenConnections({
    name: 'team',
    type: 'slack',
    fields: { token: 'xoxb-1', base_url: peer.url },
  });
const context = () => contextOf({ net, connections: connections() });
const post = { method: 'POST', url_path: '/chat.postMessage', body: { channel: 'C1', text: 'x' } };

actionConformance(slack, {
  open: () => Promise.resolve({ context: context() }),
  valid: () => [
    JSON.stringify({ account: 'team', ...post }),
    '{"method":"post","url_path":"/chat.update?pretty=1","headers":null}',
    '{"method":"post","url_path":"/chat.delete","body":[]}',
  ],
  refused: [
    { options: '{}', path: 'options.method' },
    { options: '{}', path: 'options.url_path' },
    ...['/', '/auth.revoke', 'chat.postMessage', '//chat.postMessage', '/chat.postMessage/'].map(
      (path) => refusedPath(path),
    ),
    ...['https://slack.com/api/chat.postMessage', '/chat.postMessage/../auth.revoke'].map((path) =>
      refusedPath(path),
    ),
    {
      options: '{"method":"post","url_path":"/chat.update","headers":{"authorization":"x"}}',
      path: 'options.headers.authorization',
    },
    {
      options: '{"method":"post","url_path":"/chat.update","headers":{"a":"1\\r\\nb: 2"}}',
      path: 'options.headers.a',
    },
    { options: '{"method":"post","url_path":"/chat.update","body":7}', path: 'options.body' },
    { options: '{"method":"post","url_path":"/chat.update","account":7}', path: 'options.account' },
  ],
  secret: () => ({ options: JSON.stringify(post), secret: 'xoxb-1' }),
});

function refusedPath(path: string): { options: string; path: string } {
  return { options: JSON.stringify({ method: 'post', url_path: path }), path: 'options.url_path' };
}

describe('an answer of Slack with ok: false', () => {
  it.each([
    ['channel_not_found', 'remote_rejected', false],
    ['invalid_auth', 'connection_rejected', false],
    ['ratelimited', 'rate_limited', true],
  ])('%s is a failure, with its result', async (error, code, retry) => {
    const body = `{"ok":false,"error":"${error}"}`;
    reply = { ...posted, headers: { ...posted.headers, 'retry-after': '3' }, body };

    const outcome = await performAction('slack', JSON.stringify(post), context());

    expect(outcome).toMatchObject({ ok: false, retry, error: { code } });
    expect(!outcome.ok && outcome.error.message).toContain(error);
    expect(!outcome.ok && outcome.result).toBe(`{"status":200,"body":${body}}`);
    expect(!outcome.ok && outcome.retryAfterMs).toBe(retry ? 3_000 : undefined);
  });
});

describe('a test of a Slack Connection', () => {
  const test = async (): Promise<string> => {
    const connection = await connections().open(newId(), { types: ['slack'], asker: 'the test' });
    return slackTest(connection, context());
  };

  it('says who we are', async () => {
    reply = { ...posted, body: '{"ok":true,"user":"robot","team":"Acme\\n<b>"}' };

    expect(await test()).toBe('signed in as robot of Acme <b>');
    expect(peer.requests.at(-1)).toMatchObject({ method: 'POST', url: '/auth.test' });
    expect(peer.requests.at(-1)!.headers.authorization).toBe('Bearer xoxb-1');
  });

  it.each([
    [{ ...posted, body: '{"ok":false,"error":"invalid_auth xoxb-1"}' }, 'connection_rejected'],
    [{ ...posted, body: '<html>' }, 'connection_rejected'],
    [401, 'connection_rejected'],
    [429, 'rate_limited'],
    [502, 'remote_unavailable'],
  ])('fails when it is answered %j', async (answer, code) => {
    reply = answer;

    const error = await test().catch((thrown: unknown) => thrown as Error & { code: string });

    expect(error).toMatchObject({ code });
    expect((error as Error).message).not.toContain('xoxb-1');
  });
});
