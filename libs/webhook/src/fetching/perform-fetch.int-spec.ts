import { jest } from '@jest/globals';
import { until } from '@millwright/testing';
import { providers } from '../providers/index.ts';
import { startSenderHosts, type SenderHosts } from '../testing/sender-hosts.ts';
import { performFetch } from './perform-fetch.ts';

const CERTIFICATE = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem';
const CONFIRMATION = 'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=1';
const MAX_BYTES = 64 * 1_024;

let hosts: SenderHosts;
let leadsTo: string[];

beforeEach(async () => {
  leadsTo = ['93.184.216.34'];
  hosts = await startSenderHosts(
    ({ url }, response) => {
      switch (new URL(url, 'https://host').pathname) {
        case '/full.pem':
          return { status: 200, body: 'x'.repeat(MAX_BYTES) };
        case '/over-full.pem':
          return { status: 200, body: 'x'.repeat(MAX_BYTES + 1_024) };
        case '/moved.pem':
          return { status: 302, headers: { location: CERTIFICATE } };
        case '/moved-out.pem':
          return { status: 307, headers: { location: 'https://evil.example/key.pem' } };
        case '/missing.pem':
          return { status: 404, body: 'a key of nobody' };
        case '/broken.pem':
          return 503;
        case '/cut.pem':
          response.writeHead(200, { 'content-length': '100' }).write('only this');
          response.socket!.end();
          return undefined;
        case '/hanging.pem':
          return undefined;
        default:
          return { status: 200, body: 'what is there' };
      }
    },
    { resolve: () => Promise.resolve(leadsTo) },
  );
});
afterEach(() => hosts.close());

const key = (url: string, provider = 'aws-sns') =>
  performFetch(hosts.net, { provider, purpose: 'key', url });
const at = (name: string): string => `https://sns.eu-west-1.amazonaws.com/${name}.pem`;

describe('an address of a sender', () => {
  it('is fetched as a stranger would, once', async () => {
    expect(await key(CERTIFICATE)).toEqual({ outcome: 'fetched', text: 'what is there' });
    expect(hosts.requests).toMatchObject([
      {
        method: 'GET',
        url: '/SimpleNotificationService-1.pem',
        headers: { host: 'sns.eu-west-1.amazonaws.com' },
      },
    ]);
    expect(hosts.requests[0]!.headers).not.toHaveProperty('authorization');
  });

  it.each([
    ['paypal', 'https://api.paypal.com/v1/notifications/certs/CERT-1'],
    ['PayPal', 'https://api.paypal.com/v1/notifications/certs/CERT-1'],
    ['adobe-io', 'https://static.adobeioevents.com/prod/keys/pub-key-1.pem'],
    ['microsoft-graph', 'https://login.microsoftonline.com/common/discovery/v2.0/keys'],
  ])('is fetched for %s', async (provider, url) => {
    expect(await key(url, provider)).toMatchObject({ outcome: 'fetched' });
  });

  it('is confirmed by a GET of it, token and all', async () => {
    const fetched = await performFetch(hosts.net, {
      provider: 'aws-sns',
      purpose: 'confirmation',
      url: CONFIRMATION,
    });

    expect(fetched.outcome).toBe('fetched');
    expect(hosts.requests).toMatchObject([
      { method: 'GET', url: '/?Action=ConfirmSubscription&Token=1' },
    ]);
  });

  it('may be as large as a key may be', async () => {
    expect((await key(at('full'))).text).toHaveLength(MAX_BYTES);
  });
});

describe('an address that is not surely the sender’s, whoever asks', () => {
  it.each([
    ['http', 'aws-sns', CERTIFICATE.replace('https:', 'http:')],
    ['a port', 'aws-sns', CERTIFICATE.replace('.com/', '.com:8443/')],
    ['a user', 'aws-sns', CERTIFICATE.replace('://', '://user@')],
    [
      'a user that looks like the host',
      'aws-sns',
      'https://sns.eu-west-1.amazonaws.com@evil.example/k.pem',
    ],
    ['a name below another', 'aws-sns', 'https://sns.eu-west-1.amazonaws.com.evil.example/k.pem'],
    ['the name as a path', 'aws-sns', 'https://evil.example/sns.eu-west-1.amazonaws.com/k.pem'],
    ['another service of the cloud', 'aws-sns', 'https://bucket.s3.eu-west-1.amazonaws.com/k.pem'],
    ['no certificate’s path', 'aws-sns', CONFIRMATION],
    ['another provider’s host', 'paypal', CERTIFICATE],
    ['an address of this machine', 'aws-sns', 'https://127.0.0.1/k.pem'],
    ['a provider that has no keys to fetch', 'github', 'https://api.github.com/key.pem'],
    ['a provider that nobody knows', 'nobody', CERTIFICATE],
    ['another path of Microsoft', 'microsoft-graph', 'https://login.microsoftonline.com/evil/keys'],
    ['no address', 'aws-sns', ''],
  ])('is not asked for: %s', async (_, provider, url) => {
    expect(await key(url, provider)).toEqual({
      outcome: 'untrusted',
      text: '',
      reason: 'url_not_pinned',
    });
    expect(hosts.requests).toEqual([]);
  });

  it('is not confirmed where only keys are', async () => {
    const order = {
      provider: 'paypal',
      purpose: 'confirmation',
      url: 'https://api.paypal.com/v1/notifications/certs/x',
    } as const;

    expect(await performFetch(hosts.net, order)).toMatchObject({ outcome: 'untrusted' });
    expect(hosts.requests).toEqual([]);
  });

  it.each(['127.0.0.1', '::1', '10.0.0.1', '169.254.169.254', '::ffff:127.0.0.1'])(
    'is not connected to where its name leads to %s',
    async (address) => {
      leadsTo = ['93.184.216.34', address];

      expect(await key(CERTIFICATE)).toEqual({
        outcome: 'untrusted',
        text: '',
        reason: 'address_forbidden',
      });
      expect(hosts.requests).toEqual([]);
    },
  );

  it('is not believed by a certificate of another name', async () => {
    const url = 'https://sns.us-west-2.amazonaws.com/k.pem';

    expect(await key(url)).toEqual({ outcome: 'unavailable', text: '', reason: 'remote_rejected' });
    expect(hosts.requests).toEqual([]);
  });

  it.each(['moved', 'moved-out'])('is not followed elsewhere: %s', async (name) => {
    expect(await key(at(name))).toEqual({
      outcome: 'untrusted',
      text: '',
      reason: 'redirect_refused',
    });
    expect(hosts.requests.map(({ url }) => url)).toEqual([`/${name}.pem`]);
  });

  it('is no key above 64 KiB', async () => {
    expect(await key(at('over-full'))).toEqual({
      outcome: 'untrusted',
      text: '',
      reason: 'size_limit',
    });
  });
});

describe('an address that does not answer as it should', () => {
  it.each([
    ['missing', 'http_status'],
    ['broken', 'http_status'],
    ['cut', 'network'],
  ])('may be asked again: %s', async (name, reason) => {
    expect(await key(at(name))).toEqual({ outcome: 'unavailable', text: '', reason });
  });

  it('may be asked again when its name has no address', async () => {
    leadsTo = [];

    expect(await key(CERTIFICATE)).toEqual({ outcome: 'unavailable', text: '', reason: 'network' });
  });

  it('is waited for no longer than five seconds', async () => {
    jest.useFakeTimers({
      doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance'],
    });
    try {
      const fetched = key(at('hanging'));
      await until(() => hosts.requests.length === 1);
      jest.advanceTimersByTime(5_000);

      expect(await fetched).toEqual({ outcome: 'unavailable', text: '', reason: 'timeout' });
    } finally {
      jest.useRealTimers();
    }
  });
});

it('is known of every provider whose keys are fetched, and of no other', () => {
  const withPins = providers.filter(({ pins }) => pins?.key !== undefined);

  expect(withPins).toEqual(providers.filter(({ keysNeeded }) => keysNeeded !== undefined));
  expect(withPins.map(({ id }) => id)).toContain('aws-sns');
});
