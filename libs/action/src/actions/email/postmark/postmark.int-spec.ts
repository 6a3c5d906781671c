import { GivenConnections } from '@millwright/connection/testing';
import { newId } from '@millwright/kernel';
import { OutboundHttp } from '@millwright/net';
import { type HttpPeer, type PeerReply, startHttpPeer } from '@millwright/testing';
import { contextOf } from '../../../testing/context-of.ts';
import { performMail, resultOf } from '../testing/mail-cases.ts';
import { postmarkTest } from './test-connection.ts';

const TOKEN = 'token-of-the-server';
let peer: HttpPeer;
let reply: PeerReply;
const net = new OutboundHttp({ allow: ['127.0.0.1'] });
const json = (status: number, body: object, headers = {}): PeerReply => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});
beforeAll(async () => {
  peer = await startHttpPeer(() => reply);
});
beforeEach(() => {
  reply = json(200, { ErrorCode: 0, Message: 'OK', MessageID: newId() });
});
afterAll(async () => {
  await net.close();
  await peer.close();
});

const connections = () =>
  new GivenConnections({
    name: 'postmark',
    type: 'postmark',
    fields: { server_token: TOKEN, from: 'Shop <shop@shop.test>', base_url: peer.url },
  });
const send = (options: object, actionRunId = newId()) =>
  performMail(options, { net, connections: connections(), actionRunId });

describe('a mail by Postmark', () => {
  it('is what its options say', async () => {
    const id = newId();

    const outcome = await send(
      {
        to: ['"Ann, A" <ann@peer.test>', 'bob@peer.test'],
        bcc: 'carl@peer.test',
        subject: 'Grüße',
        reply_to: 'help@shop.test',
        headers: { 'X-Order': '17' },
        attachments: { 'a.csv': 'a,b' },
      },
      id,
    );

    const { method, url, headers, body } = peer.requests.at(-1)!;
    expect([method, url, headers['x-postmark-server-token']]).toEqual(['POST', '/email', TOKEN]);
    expect(JSON.parse(body.toString())).toEqual({
      From: '"Shop" <shop@shop.test>',
      To: '"Ann, A" <ann@peer.test>, bob@peer.test',
      Bcc: 'carl@peer.test',
      ReplyTo: 'help@shop.test',
      Subject: 'Grüße',
      HtmlBody: '<p>Hello Ann</p>',
      TextBody: 'Hello Ann',
      MessageStream: 'outbound',
      Headers: [
        { Name: 'Message-ID', Value: `<${id}@shop.test>` },
        { Name: 'X-PM-KeepID', Value: 'true' },
        { Name: 'X-Order', Value: '17' },
      ],
      Attachments: [{ Name: 'a.csv', Content: 'YSxi', ContentType: 'text/csv' }],
    });
    expect(resultOf(outcome)).toEqual({
      message_id: `<${id}@shop.test>`,
      accepted: ['ann@peer.test', 'bob@peer.test', 'carl@peer.test'],
      rejected: [],
    });
  });

  it('names those that Postmark does not send to', async () => {
    const Message =
      'Message OK, but will not deliver to these inactive addresses: Bob@peer.test, carl@peer.test';
    reply = json(200, { ErrorCode: 0, Message });

    const outcome = await send({ to: 'ann@peer.test, bob@peer.test, carl@peer.test' });

    expect(resultOf(outcome)).toMatchObject({
      accepted: ['ann@peer.test'],
      rejected: ['bob@peer.test', 'carl@peer.test'],
    });
  });

  it.each([
    [401, 'remote_rejected', false],
    [422, 'remote_rejected', false],
    [302, 'remote_rejected', false],
    [429, 'rate_limited', true],
    [500, 'remote_unavailable', true],
    [503, 'remote_unavailable', true],
  ])('that is answered %i', async (status, code, retry) => {
    const Message = `no to ${TOKEN}`;
    reply = json(status, { ErrorCode: 406, Message }, { 'retry-after': '7', location: '/' });

    const outcome = await send({});

    expect(outcome).toMatchObject({ ok: false, retry, error: { code } });
    expect(outcome).toMatchObject({ retryAfterMs: 7_000 });
    expect(JSON.stringify(outcome)).toContain('406');
    expect(JSON.stringify(outcome)).not.toContain(TOKEN);
  });

  it.each([
    ['an error in a success', json(200, { ErrorCode: 300, Message: 'Invalid email' })],
    ['what is not JSON', { status: 200, body: '<html>' }],
    ['what is no object', { status: 200, body: '"ok"' }],
  ])('that is answered with %s failed for good', async (_what, answer) => {
    reply = answer;

    expect(await send({})).toMatchObject({ ok: false, error: { code: 'remote_rejected' } });
  });
});

describe('the test of a Postmark Connection', () => {
  const trial = async () => {
    const connection = await connections().open('', { types: ['postmark'], asker: 'a test' });
    return postmarkTest(connection, contextOf({ net }));
  };

  it('says what worked', async () => {
    reply = json(200, { Name: 'Staging' });

    expect(await trial()).toBe('signed in to the Postmark server "Staging"');
    expect(peer.requests.at(-1)).toMatchObject({ method: 'GET', url: '/server' });
  });

  it('says what did not', async () => {
    reply = json(401, { ErrorCode: 10, Message: 'bad or missing token' });

    await expect(trial()).rejects.toMatchObject({ code: 'connection_rejected' });
  });
});
