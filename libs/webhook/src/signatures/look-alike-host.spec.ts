import { describe, expect, it } from '@jest/globals';
import { fetchedFor, wordOf, type Arrival } from '../testing/arrival.ts';
import { adobeIo } from '../providers/adobe-io.provider.ts';
import { awsSns } from '../providers/aws-sns.provider.ts';
import { paypal } from '../providers/paypal.provider.ts';

const topic = 'arn:aws:sns:eu-west-1:123456789012:orders';
const now = Date.UTC(2026, 0, 1) / 1_000;

const sns = (certificate: string, more = {}): Arrival => ({
  secrets: [topic],
  now,
  body: JSON.stringify({
    Type: 'Notification',
    MessageId: '1',
    TopicArn: topic,
    Message: 'Hello',
    Timestamp: '2026-01-01T00:00:00.000Z',
    SignatureVersion: '2',
    Signature: 'AAAA',
    SigningCertURL: certificate,
    ...more,
  }),
});

const byPaypal = (certificate: string): Arrival => ({
  secrets: ['WH-1'],
  now,
  body: '{}',
  headers: {
    'paypal-transmission-id': '1',
    'paypal-transmission-time': '2026-01-01T00:00:00Z',
    'paypal-transmission-sig': 'AAAA',
    'paypal-auth-algo': 'SHA256withRSA',
    'paypal-cert-url': certificate,
  },
});

const byAdobe = (path: string): Arrival => ({
  secrets: ['client_id1'],
  body: '{"recipient_client_id":"client_id1"}',
  headers: { 'x-adobe-digital-signature-1': 'AAAA', 'x-adobe-public-key1-path': path },
});

/** An address on a host, as strangers would make it look like another one. */
const lookAlikes = (host: string, path: string): string[] => [
  `http://${host}${path}`,
  `https://${host}.evil.example${path}`,
  `https://evil.example/${host}${path}`,
  `https://evil.example?${host}${path}`,
  `https://evil.example#${host}${path}`,
  `https://${host}@evil.example${path}`,
  `https://user@${host}${path}`,
  `https://user:password@${host}${path}`,
  `https://${host}:8443${path}`,
  `https://evil-${host}.example${path}`,
  `https://${host.replaceAll('.', '-')}${path}`,
  `https://${host}%2eevil.example${path}`,
  `https://127.0.0.1${path}`,
  `https://[::1]${path}`,
  `ftp://${host}${path}`,
  `file://${host}${path}`,
  `//${host}${path}`,
  `https://${host}\\@evil.example${path}`,
  'https://',
  '',
];

describe('a certificate of Amazon SNS', () => {
  const path = '/SimpleNotificationService-1.pem';

  it.each([
    ...lookAlikes('sns.eu-west-1.amazonaws.com', path),
    `https://s3.amazonaws.com${path}`,
    `https://bucket.s3.eu-west-1.amazonaws.com${path}`,
    `https://sns.amazonaws.com${path}`,
    `https://sns.a.b.amazonaws.com${path}`,
    `https://x.sns.eu-west-1.amazonaws.com${path}`,
    `https://sns.eu-west-1.amazonaws.com.cn.evil.example${path}`,
    `https://sns.eu-west-1.amazonaws.comx${path}`,
    'https://sns.eu-west-1.amazonaws.com/key.pem#x',
    'https://sns.eu-west-1.amazonaws.com/key',
    'https://sns.eu-west-1.amazonaws.com/',
  ])('is not fetched from %s', (url) => {
    expect(fetchedFor(awsSns, sns(url))).toEqual([]);
    expect(wordOf(awsSns, sns(url))).toBe('key_untrusted');
  });

  it.each([
    `https://sns.eu-west-1.amazonaws.com${path}`,
    `https://sns.cn-north-1.amazonaws.com.cn${path}`,
    `HTTPS://SNS.eu-west-1.AmazonAWS.com:443${path}`,
  ])('is fetched from %s, or the sender may try again', (url) => {
    expect(fetchedFor(awsSns, sns(url))).toEqual([new URL(url).href]);
    expect(wordOf(awsSns, sns(url))).toBe('key_unavailable');
  });

  it('is not fetched for the topics of strangers', () => {
    const url = `https://sns.eu-west-1.amazonaws.com${path}`;

    expect(fetchedFor(awsSns, sns(url, { TopicArn: `${topic}x` }))).toEqual([]);
    expect(wordOf(awsSns, sns(url, { TopicArn: `${topic}x` }))).toBe('recipient_mismatch');
  });
});

describe('a subscription to Amazon SNS', () => {
  const path = '/?Action=ConfirmSubscription&Token=1';
  const body = (url: string, type = 'SubscriptionConfirmation') =>
    JSON.stringify({ Type: type, TopicArn: topic, Token: '1', SubscribeURL: url });

  it.each(lookAlikes('sns.eu-west-1.amazonaws.com', path))('is not confirmed at %s', (url) => {
    expect(wordOf(awsSns, { secrets: [topic], mode: 'off', body: body(url) })).toBe(
      'key_untrusted',
    );
    expect(
      wordOf(
        awsSns,
        sns('https://sns.eu-west-1.amazonaws.com/k.pem', {
          Type: 'SubscriptionConfirmation',
          SubscribeURL: url,
          Token: '1',
        }),
      ),
    ).toBe('key_untrusted');
  });
});

describe('a certificate of PayPal', () => {
  it.each([
    ...lookAlikes('api.paypal.com', '/v1/notifications/certs/CERT-1'),
    'https://paypal.com/v1/notifications/certs/CERT-1',
    'https://api.paypal.com.evil.example/CERT-1',
    'https://evilpaypal.com/CERT-1',
    // Pages of the sender's own, of which a stranger could have any number fetched and kept as keys.
    'https://www.paypal.com/?1',
    'https://api.paypal.com/v1/notifications/certs/CERT-1?1',
    'https://api.paypal.com/v1/notifications/certs/',
    'https://api.paypal.com/v1/notifications/certs/../../a',
    'https://.paypal.com/CERT-1',
  ])('is not fetched from %s', (url) => {
    expect(fetchedFor(paypal, byPaypal(url))).toEqual([]);
    expect(wordOf(paypal, byPaypal(url))).toBe('key_untrusted');
  });

  it.each([
    'https://api.paypal.com/v1/notifications/certs/C-1',
    'https://api.sandbox.paypal.com/v1/notifications/certs/c',
  ])('is fetched from %s, or the sender may try again', (url) => {
    expect(fetchedFor(paypal, byPaypal(url))).toEqual([url]);
    expect(wordOf(paypal, byPaypal(url))).toBe('key_unavailable');
  });
});

describe('a key of Adobe', () => {
  it.each([
    '.evil.example/key.pem',
    '@evil.example/key.pem',
    ':8443/key.pem',
    '/key',
    '/key.pem?x',
    '/key.pem#x',
    '/%2e%2e/key.pem',
    '/a b/key.pem',
    '\\evil.example\\key.pem',
    'https://static.adobeioevents.com/key.pem',
    '',
  ])('is not fetched from %j', (path) => {
    expect(fetchedFor(adobeIo, byAdobe(path))).toEqual([]);
    expect(wordOf(adobeIo, byAdobe(path))).toBe('key_untrusted');
  });

  it('is fetched from its own host whatever the path says', () => {
    expect(fetchedFor(adobeIo, byAdobe('//evil.example/key.pem'))).toEqual([
      'https://static.adobeioevents.com//evil.example/key.pem',
    ]);
    expect(wordOf(adobeIo, byAdobe('/prod/keys/1.pem'))).toBe('key_unavailable');
  });

  it('is not fetched for another recipient', () => {
    const arrival = { ...byAdobe('/prod/keys/1.pem'), secrets: ['client_id2'] };

    expect(fetchedFor(adobeIo, arrival)).toEqual([]);
    expect(wordOf(adobeIo, arrival)).toBe('recipient_mismatch');
  });
});
