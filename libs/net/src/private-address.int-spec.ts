import { type HttpPeer, startHttpPeer } from '@millwright/testing';
import { OutboundHttp, type OutboundHttpOptions } from './outbound-http.ts';
import type { OutboundRequest } from './outbound-request.ts';

let peer: HttpPeer;
const clients: OutboundHttp[] = [];
const clientOf = (options: OutboundHttpOptions = {}): OutboundHttp => {
  const client = new OutboundHttp(options);
  clients.push(client);
  return client;
};
const get = (url: string, more: Partial<OutboundRequest> = {}): OutboundRequest => ({
  method: 'GET',
  url,
  timeoutMs: 5_000,
  maxResponseBytes: 1_000_000,
  followRedirects: true,
  ...more,
});

beforeAll(async () => {
  peer = await startHttpPeer(({ url }) =>
    url.startsWith('/to/')
      ? { status: 302, headers: { location: decodeURIComponent(url.slice(4)) } }
      : 200,
  );
});
beforeEach(() => {
  peer.requests.length = 0;
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await peer.close();
});

describe('a task that asks for an address inside', () => {
  const hosts = [
    '127.0.0.1',
    '127.0.0.1.',
    '127.1',
    '0x7f.1',
    '0x7f000001',
    '017700000001',
    '2130706433',
    '0177.0.0.01',
    '%31%32%37.0.0.1',
    '①②⑦.⓪.⓪.①',
    '127。0。0。1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[0:0:0:0:0:0:0:1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '0.0.0.0',
    '0',
    '[::]',
    '169.254.169.254',
    '[fd00:ec2::254]',
    '10.0.0.1',
    '192.168.1.1',
    '172.16.0.1',
    '100.64.0.1',
    '224.0.0.1',
    '255.255.255.255',
    'localhost',
    'LOCALHOST.',
    'a.localhost',
  ];

  it.each(hosts)('is refused, spelled %s', async (host) => {
    const asked = clientOf().request(get(`http://${host}:${peer.port}/`));

    await expect(asked).rejects.toMatchObject({ code: 'address_forbidden', retry: false });
    expect(peer.requests).toHaveLength(0);
  });

  it('is refused when any of a name’s answers is inside', async () => {
    const client = clientOf({ resolve: () => Promise.resolve(['93.184.216.34', '10.0.0.5']) });

    const asked = client.request(get('http://two-faced.test/'));

    await expect(asked).rejects.toThrow('two-faced.test leads to 10.0.0.5, a private address');
  });

  it('is refused when a redirect leads there', async () => {
    const client = clientOf({
      allow: ['front.test'],
      resolve: () => Promise.resolve(['127.0.0.1']),
    });
    const target = encodeURIComponent(`http://0x7f.1:${peer.port}/secret`);

    const asked = client.request(get(`http://front.test:${peer.port}/to/${target}`));

    await expect(asked).rejects.toMatchObject({ code: 'address_forbidden' });
    expect(peer.requests.map(({ url }) => url)).toEqual([`/to/${target}`]);
  });

  it('cannot change a name’s answer between check and connection', async () => {
    const answers = [['127.0.0.1'], ['10.255.255.1']];
    let asked = 0;
    const client = clientOf({
      allow: ['127.0.0.1'],
      resolve: () => Promise.resolve(answers[asked++]!),
    });

    const answer = await client.request(get(`http://rebinding.test:${peer.port}/`));

    expect(answer.status).toBe(200);
    expect(asked).toBe(1);
  });

  it('is refused when the proxy is inside', async () => {
    const asked = clientOf().request(
      get('http://1.1.1.1/', { proxy: `http://127.0.0.1:${peer.port}` }),
    );

    await expect(asked).rejects.toMatchObject({ code: 'address_forbidden' });
  });

  it('is refused when the target of a proxy is inside, before the proxy hears of it', async () => {
    const client = clientOf({ allow: ['127.0.0.1'] });

    const asked = client.request(
      get('http://169.254.169.254/', { proxy: `http://127.0.0.1:${peer.port}` }),
    );

    await expect(asked).rejects.toMatchObject({ code: 'address_forbidden' });
    expect(peer.requests).toHaveLength(0);
  });
});

describe('what NET_ALLOW lists', () => {
  it.each([['127.0.0.1'], ['127.0.0.0/8'], ['0.0.0.0/0']])('is reached by %s', async (entry) => {
    const answer = await clientOf({ allow: [entry] }).request(get(peer.url));

    expect(answer.status).toBe(200);
  });

  it.each(['localhost', 'localhost.', 'x.localhost'])(
    'is reached as %s when one of its families is listed',
    async (host) => {
      const answer = await clientOf({ allow: ['127.0.0.1'] }).request(
        get(`http://${host}:${peer.port}/`),
      );

      expect(answer.status).toBe(200);
    },
  );

  it('is reached by name, whatever the name leads to', async () => {
    const client = clientOf({
      allow: ['Inner.test'],
      resolve: () => Promise.resolve(['127.0.0.1']),
    });

    const answer = await client.request(get(`http://inner.TEST:${peer.port}/`));

    expect(answer.status).toBe(200);
  });
});
