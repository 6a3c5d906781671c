import { newId } from '@millwright/kernel';
import { OutboundHttp } from '@millwright/net';
import { type HttpPeer, leakCheck, type PeerReply, startHttpPeer } from '@millwright/testing';
import type { Endpoint } from '../../endpoints/endpoint.entity.ts';
import type { EndpointSettings } from '../../endpoints/endpoint-settings.ts';
import type { SendableEndpoint } from '../../endpoints/sendable-endpoint.ts';
import { DeliveryError } from '../delivery.errors.ts';
import { DeliverySender, type AttemptToMake } from './delivery-sender.ts';

const nothingLeft = leakCheck();
const net = new OutboundHttp({ allow: ['127.0.0.1'] });
let peer: HttpPeer;
let answer: (
  path: string,
  authorization: string | undefined,
) => PeerReply | undefined | Promise<PeerReply | undefined>;

beforeAll(async () => {
  peer = await startHttpPeer(({ url, headers }) => answer(url, headers.authorization));
});
beforeEach(() => {
  answer = () => 200;
  peer.requests.length = 0;
});
afterAll(async () => {
  await net.close();
  await peer.close();
  await nothingLeft();
});

const settings: Partial<EndpointSettings> = {
  auth: { type: 'none' },
  header_names: [],
  http_signature: 'none',
  signature: 'v1',
  verify_origin: false,
  client_certificate: null,
  timeout_s: 15,
  connect_timeout_s: 5,
};

const sendable = (
  url: string,
  more: Partial<EndpointSettings> = {},
  rest: Partial<SendableEndpoint> = {},
): SendableEndpoint => ({
  endpoint: { id: newId(), url, settings: { ...settings, ...more } } as Endpoint,
  secrets: { headers: {}, auth: 's3cret', client_key: null },
  keys: [
    {
      id: newId(),
      secret: `whsec_${Buffer.alloc(32, 1).toString('base64')}`,
      privateKey: null,
      publicKey: null,
      validUntil: null,
    },
  ],
  ...rest,
});

const attempt = (endpoint: SendableEndpoint, more: Partial<AttemptToMake> = {}): AttemptToMake => ({
  endpoint,
  delivery: { id: newId(), format: 'standard', eventIds: null, topic: 'user/a/b', isTest: false },
  body: () => Promise.resolve({ json: '{"a":1}', isText: false }),
  number: 1,
  now: new Date(),
  ...more,
});

const senderOf = (): DeliverySender =>
  new DeliverySender(net, { publicUrl: 'https://mw.example', version: '1.2.3' });

describe('an attempt', () => {
  it('keeps invalid bytes of the answer out, and what is valid in (M8)', async () => {
    answer = () => ({ status: 200, body: Buffer.from('Hello W\xfcrttemberg', 'latin1') });

    const result = await senderOf().send(attempt(sendable(peer.url)));

    expect(result).toMatchObject({ responseBody: 'Hello Wrttemberg', error: null });
  });

  it('ends after timeout_s where the receiver never answers (M30)', async () => {
    answer = () => undefined;
    const startedMs = performance.now();

    const result = await senderOf().send(attempt(sendable(peer.url, { timeout_s: 1 })));

    const tookMs = performance.now() - startedMs;
    expect(result).toMatchObject({ error: { code: 'timeout' }, remoteAddress: '127.0.0.1' });
    expect(tookMs).toBeGreaterThanOrEqual(990);
    expect(tookMs).toBeLessThan(2_000);
  });

  it.each([
    ['http://127.0.0.1:1/', 'endpoint_unreachable'],
    ['http://name.invalid/', 'dns_failed'],
    ['http://10.0.0.1/', 'address_forbidden'],
    ['http://2130706434/', 'address_forbidden'],
    ['http://localhost.invalid./', 'dns_failed'],
  ])('of %s fails with %s', async (url, code) => {
    const result = await senderOf().send(attempt(sendable(url)));

    expect(result).toMatchObject({ statusCode: null, error: { code } });
  });

  it('is not made where keys or secrets cannot be opened', async () => {
    for (const rest of [{ secrets: null }, { keys: [] }]) {
      const result = await senderOf().send(attempt(sendable(peer.url, {}, rest)));

      expect(result).toMatchObject({ requestHeaders: null, error: { code: 'signing_failed' } });
    }
    expect(peer.requests).toEqual([]);
  });

  it('is not made without a body', async () => {
    const body = () => Promise.reject(new DeliveryError('transformation_failed', 'no'));

    const result = await senderOf().send(attempt(sendable(peer.url), { body }));

    expect(result.error).toEqual({ code: 'transformation_failed', message: 'no' });
    expect(peer.requests).toEqual([]);
  });

  it('ends with the reason of its signal', async () => {
    const controller = new AbortController();
    answer = () => {
      controller.abort(new Error('stopping'));
      return undefined;
    };

    const sent = senderOf().send(attempt(sendable(peer.url), { signal: controller.signal }));

    await expect(sent).rejects.toThrow('stopping');
  });
});

describe('a receiver that tells what it was sent', () => {
  const TOKEN = 'very "secret" token';
  const VALUE = 'a value/of its own';
  const echoing = (more: Partial<EndpointSettings> = {}): SendableEndpoint =>
    sendable(
      peer.url,
      { header_names: ['X-Key', 'X-Own'], auth: { type: 'bearer' }, ...more },
      {
        secrets: { headers: { 'X-Key': 'Key k3y', 'X-Own': VALUE }, auth: TOKEN, client_key: null },
      },
    );
  const secrets = [
    ...[TOKEN, JSON.stringify(TOKEN).slice(1, -1), encodeURIComponent(TOKEN)],
    ...[VALUE, encodeURIComponent(VALUE), Buffer.from(VALUE).toString('base64')],
  ];
  const written = secrets.join(' | ');

  it('leaves no secret in what is kept of its answer (D6)', async () => {
    const where = `/?${encodeURIComponent(TOKEN)}`;
    answer = () => ({ status: 302, headers: { location: where, 'x-echo': VALUE }, body: written });

    const result = await senderOf().send(attempt(echoing()));

    const kept = JSON.parse(JSON.stringify(result), (_key, member: unknown) => member) as object;
    for (const secret of secrets) expect(JSON.stringify(kept)).not.toContain(secret);
    expect(result.responseBody).toBe(secrets.map(() => '***').join(' | '));
    expect(result.responseHeaders).toMatchObject({ location: '/?***', 'x-echo': '***' });
    expect(result.error!.message).toContain('redirects to /?*** (302)');
  });

  it('leaves none where its answer is cut within one', async () => {
    answer = () => ({ status: 200, body: `${'-'.repeat(19_992)}${VALUE}` });

    const result = await senderOf().send(attempt(echoing()));

    expect(result).toMatchObject({ isTruncated: true, responseBody: `${'-'.repeat(19_992)}***` });
  });

  it('leaves neither name and password as they are sent, nor the secret that signs', async () => {
    const endpoint = echoing({ auth: { type: 'basic', username: 'me' } });
    const { secret } = endpoint.keys[0]!;
    const basic = Buffer.from(`me:${TOKEN}`).toString('base64');
    answer = (_path, authorization) => ({ status: 400, body: `${authorization} <${secret}>` });

    const result = await senderOf().send(attempt(endpoint));

    expect(peer.requests[0]!.headers.authorization).toBe(`Basic ${basic}`);
    expect(result.responseBody).toBe('Basic *** <***>');
  });
});

describe('OAuth 2', () => {
  const guarded = (): SendableEndpoint =>
    sendable(`${peer.url}/hook`, {
      auth: { type: 'oauth2', token_url: `${peer.url}/token`, client_id: 'me', scope: 'hooks' },
    });
  const asked = (path: string): number => peer.requests.filter(({ url }) => url === path).length;
  let valid = '';
  let issued = 0;

  beforeEach(() => {
    issued = 0;
    answer = (path, authorization) => {
      if (path === '/hook') return authorization === `Bearer ${valid}` ? 200 : 401;
      valid = `token-${(issued += 1)}`;
      return {
        status: 200,
        body: JSON.stringify({ access_token: valid, token_type: 'Bearer', expires_in: 3600 }),
      };
    };
  });

  it('asks for a token once, and shows it to the receiver alone', async () => {
    const sender = senderOf();
    const endpoint = guarded();

    const results = await Promise.all([1, 2, 3].map(() => sender.send(attempt(endpoint))));

    for (const result of results) {
      expect(result).toMatchObject({ statusCode: 200, error: null });
      expect(result.requestHeaders).toMatchObject({ Authorization: '***' });
      expect(JSON.stringify(result)).not.toMatch(/token-1|s3cret/);
    }
    expect(asked('/token')).toBe(1);
    const request = peer.requests.find(({ url }) => url === '/token')!;
    expect(request.body.toString()).toBe('grant_type=client_credentials&scope=hooks');
    expect(request.headers.authorization).toBe(
      `Basic ${Buffer.from('me:s3cret').toString('base64')}`,
    );
  });

  it('leaves no token in what is kept of an answer', async () => {
    const issuing = answer;
    answer = (path, authorization) =>
      path === '/hook' ? { status: 200, body: authorization } : issuing(path, authorization);

    const result = await senderOf().send(attempt(guarded()));

    expect(result.responseBody).toBe('Bearer ***');
  });

  it('waits for a token that is being fetched as long as its own time lets it', async () => {
    const sender = senderOf();
    const issuing = answer;
    let issue = (): void => {};
    const held = new Promise<void>((resolve) => (issue = resolve));
    answer = async (path, authorization) => {
      if (path === '/token') await held;
      return issuing(path, authorization);
    };
    const grant = guarded();
    const short = { ...grant.endpoint, settings: { ...grant.endpoint.settings, timeout_s: 1 } };

    const early = sender.send(attempt({ ...grant, endpoint: short }));
    const other = sender.send(attempt(grant));
    const late = sender.send(attempt({ ...grant, endpoint: short }));

    for (const result of await Promise.all([early, late])) {
      expect(result.error).toMatchObject({ code: 'authorization_failed' });
      expect(result.durationMs).toBeLessThan(2_000);
    }
    issue();
    expect(await other).toMatchObject({ statusCode: 200, error: null });
    expect(asked('/token')).toBe(1);
  });

  it('fetches no token that nobody waits for any more', async () => {
    const sender = senderOf();
    const issuing = answer;
    answer = (path, authorization) =>
      path === '/token' ? undefined : issuing(path, authorization);
    const grant = guarded();
    grant.endpoint.settings.timeout_s = 1;

    await sender.send(attempt(grant));
    answer = issuing;

    expect(await sender.send(attempt(grant))).toMatchObject({ statusCode: 200 });
    expect(asked('/token')).toBe(2);
  });

  it('takes another token when the receiver refuses one, once an attempt', async () => {
    const sender = senderOf();
    const endpoint = guarded();
    await sender.send(attempt(endpoint));
    valid = 'changed';

    const result = await sender.send(attempt(endpoint));

    expect(result).toMatchObject({ statusCode: 200 });
    expect(asked('/token')).toBe(2);
    answer = ((given) => (path, authorization) =>
      path === '/hook' ? 401 : given(path, authorization))(answer);
    expect(await sender.send(attempt(endpoint))).toMatchObject({
      statusCode: 401,
      error: { code: 'http_status' },
    });
    expect(asked('/token')).toBe(3);
    expect(asked('/hook')).toBe(5);
  });

  it.each([
    [500, 'the token server answered 500'],
    [{ status: 200, body: 'no json' }, 'holds none'],
    [{ status: 200, body: '{"access_token":"a\\nb"}' }, 'holds none'],
  ])('fails where the token server answers %j', async (reply, words) => {
    answer = (path) => (path === '/token' ? reply : 200);

    const result = await senderOf().send(attempt(guarded()));

    expect(result.error).toMatchObject({
      code: 'authorization_failed',
      message: expect.stringContaining(words),
    });
    expect(asked('/hook')).toBe(0);
  });
});
