import { OutboundHttp } from '@millwright/net';
import { type HttpPeer, leakCheck, startHttpPeer } from '@millwright/testing';
import { performAction } from '../../perform-action.ts';
import { contextOf } from '../../testing/context-of.ts';

const nothingLeft = leakCheck();
const net = new OutboundHttp({ allow: ['127.0.0.1'] });
let peer: HttpPeer;
let other: HttpPeer;

beforeAll(async () => {
  const redirecting = ({ url }: { url: string }) => {
    const { pathname, searchParams } = new URL(url, 'http://peer');
    const left = Number(searchParams.get('left') ?? '1');
    if (pathname === '/loop') return { status: 307, headers: { location: '/loop' } };
    if (pathname === '/end' || left === 0) return { status: 200, body: 'end' };
    const to = searchParams.get('to') ?? `${pathname}?left=${left - 1}`;
    return { status: Number(pathname.slice(1)), headers: { location: to } };
  };
  peer = await startHttpPeer(redirecting);
  other = await startHttpPeer(() => ({ status: 200, body: 'end' }));
});
beforeEach(() => {
  peer.requests.length = 0;
  other.requests.length = 0;
});
afterAll(async () => {
  await net.close();
  await Promise.all([peer.close(), other.close()]);
  await nothingLeft();
});

const send = (method: string, path: string, over: object = {}) =>
  performAction(
    'http',
    JSON.stringify({ method, url: `${peer.url}${path}`, body: { a: 1 }, ...over }),
    contextOf({ net }),
  );

describe('a redirect', () => {
  it.each([
    ...[301, 302, 303].flatMap((status) => [
      [status, 'post', 'GET', ''],
      [status, 'put', 'GET', ''],
      [status, 'patch', 'GET', ''],
      [status, 'delete', 'GET', ''],
      [status, 'get', 'GET', '{"a":1}'],
      [status, 'head', 'HEAD', '{"a":1}'],
      [status, 'options', 'OPTIONS', '{"a":1}'],
    ]),
    ...[307, 308].flatMap((status) =>
      ['post', 'put', 'patch', 'delete', 'get', 'head'].map((method) => [
        status,
        method,
        method.toUpperCase(),
        '{"a":1}',
      ]),
    ),
  ] as [number, string, string, string][])(
    '%i of %s is followed by %s with the body %j',
    async (status, method, next, body) => {
      const outcome = await send(method, `/${status}?to=/end`);

      expect(outcome).toMatchObject({ ok: true });
      const followed = peer.requests.at(-1)!;
      expect([followed.method, followed.url, followed.body.toString()]).toEqual([
        next,
        '/end',
        body,
      ]);
      expect(followed.headers['content-type']).toBe(body === '' ? undefined : 'application/json');
    },
  );

  it('is followed ten times and not once more', async () => {
    const ten = await send('get', '/302?left=10');
    const eleven = await send('get', '/302?left=11');

    expect(ten.ok && JSON.parse(ten.result)).toMatchObject({ status: 200, body: 'end' });
    expect(eleven).toMatchObject({ ok: false, retry: false, error: { code: 'remote_rejected' } });
  });

  it('to itself ends', async () => {
    const outcome = await send('get', '/loop');

    expect(outcome).toMatchObject({ ok: false, retry: false, error: { code: 'remote_rejected' } });
    expect(peer.requests).toHaveLength(11);
  });

  it.each([
    ['http://127.0.0.2:9/', 'address_forbidden'],
    ['http://[::ffff:10.0.0.1]/', 'address_forbidden'],
    ['http://2852039166/latest/meta-data', 'address_forbidden'],
    ['http://localhost.:1/', 'network'],
    ['//169.254.169.254/', 'address_forbidden'],
    ['file:///etc/passwd', 'remote_rejected'],
    ['gopher://127.0.0.1/', 'remote_rejected'],
    ['http://', 'remote_rejected'],
  ])('to %s leads nowhere', async (to, code) => {
    const outcome = await send('post', `/308?to=${encodeURIComponent(to)}`);

    expect(outcome).toMatchObject({ ok: false, error: { code } });
  });

  it('to another port takes no credentials along, of option, header or URL', async () => {
    const to = encodeURIComponent(`${other.url}/x`);
    const credentials = [
      { basic_auth: { username: 'u', password: 'p' } },
      { headers: { Authorization: 'Bearer t', Cookie: 'a=b' } },
      { url: `http://u:p@127.0.0.1:${peer.port}/307?to=${to}` },
    ];

    for (const given of credentials) await send('post', `/307?to=${to}`, given);

    expect(peer.requests.every(({ headers }) => headers.authorization !== undefined)).toBe(true);
    expect(other.requests).toHaveLength(3);
    for (const { headers } of other.requests) {
      expect(headers).not.toHaveProperty('authorization');
      expect(headers).not.toHaveProperty('cookie');
    }
  });

  it('within its place takes them along', async () => {
    await send('get', '/302?to=/end', { basic_auth: { username: 'u', password: 'p' } });

    expect(peer.requests.map(({ headers }) => headers.authorization)).toEqual(
      Array(2).fill(`Basic ${Buffer.from('u:p').toString('base64')}`),
    );
  });

  it('is the answer when it is not to be followed, also by text', async () => {
    const outcome = await send('get', '/301?to=/end', { follow_redirects: 'false' });

    expect(outcome.ok && JSON.parse(outcome.result)).toMatchObject({
      status: 301,
      headers: { location: ['/end'] },
    });
  });
});
