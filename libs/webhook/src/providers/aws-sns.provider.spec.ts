import { sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { outcomeOf, wordOf } from '../testing/arrival.ts';
import { testCertificate } from '../testing/certificate.ts';
import { deliveryOf } from '../testing/delivery-of.ts';
import { awsSns } from './aws-sns.provider.ts';

const sentAt = Date.UTC(2026, 0, 1);
const now = sentAt / 1_000;
const day = 86_400_000;
const topic = 'arn:aws:sns:us-west-2:123456789012:orders';
const certificateUrl = 'https://sns.us-west-2.amazonaws.com/SimpleNotificationService-1.pem';
const subscribeUrl =
  'https://sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription&TopicArn=t&Token=2336412f37';
const { pem, privateKey } = testCertificate(new Date(sentAt - day), new Date(sentAt + day));

const notification = {
  Type: 'Notification',
  MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
  TopicArn: topic,
  Subject: 'My First Message',
  Message: 'Hello world!\n"é"',
  Timestamp: new Date(sentAt).toISOString(),
};
const confirmation = {
  Type: 'SubscriptionConfirmation',
  MessageId: '165545c9-2a5c-472c-8df2-7ff2be2b3b1b',
  Token: '2336412f37',
  TopicArn: topic,
  Message: 'You have chosen to subscribe.',
  SubscribeURL: subscribeUrl,
  Timestamp: new Date(sentAt).toISOString(),
};

/** As the guide says: names in the order of the alphabet, each with its value, a line each. */
const signed = (message: Record<string, string>, version = '2') => {
  const text = Object.entries(message)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}\n${value}\n`)
    .join('');
  const hash = version === '1' ? 'sha1' : 'sha256';
  const Signature = sign(hash, Buffer.from(text), privateKey).toString('base64');
  return { ...message, SignatureVersion: version, Signature, SigningCertURL: certificateUrl };
};

const sent = (message: object | string, more: object = {}) => ({
  secrets: ['arn:aws:sns:us-west-2:123456789012:other', topic],
  headers: { 'content-type': 'text/plain; charset=UTF-8' },
  body: typeof message === 'string' ? message : JSON.stringify(message),
  now,
  fetched: { [certificateUrl]: pem },
  ...more,
});

describe('a notification of Amazon SNS', () => {
  const { Subject: _subject, ...withoutSubject } = notification;

  it.each(['1', '2'])('is recognised in version %s, with a subject and without', (version) => {
    expect(wordOf(awsSns, sent(signed(notification, version)))).toBe('accepted');
    expect(wordOf(awsSns, sent(signed(withoutSubject, version)))).toBe('accepted');
    expect(wordOf(awsSns, sent({ ...signed(withoutSubject, version), Subject: null }))).toBe(
      'accepted',
    );
  });

  it.each(Object.keys(notification).filter((name) => name !== 'Type'))(
    'is refused with another %s',
    (name) => {
      const good = signed(notification);
      const other = name === 'Timestamp' ? new Date(sentAt + 1_000).toISOString() : 'x';

      expect(wordOf(awsSns, sent({ ...good, [name]: other }))).toBe(
        name === 'TopicArn' ? 'recipient_mismatch' : 'signature_mismatch',
      );
    },
  );

  it('is refused when the value that was signed is not the one that is read', () => {
    const json = JSON.stringify(signed(notification));

    for (const forged of [
      json.replace('{', '{"Message":"forged",'),
      json.replace(/\}$/, ',"Message":"forged"}'),
      json.replace('"MessageId"', '"\\u004dessageId"'),
    ]) {
      expect(wordOf(awsSns, sent(forged))).toBe('payload_unreadable');
    }
  });

  it.each([
    ['signature_missing', { Signature: undefined }],
    ['signature_malformed', { Signature: '?' }],
    ['signature_malformed', { SignatureVersion: '3' }],
    ['signature_malformed', { SignatureVersion: undefined }],
    ['signature_mismatch', { SignatureVersion: '1' }],
    ['payload_unreadable', { Type: 'Other' }],
    ['payload_unreadable', { Type: undefined }],
    ['timestamp_missing', { Timestamp: undefined }],
    ['timestamp_malformed', { Timestamp: '1767225600' }],
  ])('is refused: %s with %j', (reason, more) => {
    expect(wordOf(awsSns, sent({ ...signed(notification), ...more }))).toBe(reason);
  });

  it('is refused when it was delivered raw', () => {
    expect(wordOf(awsSns, sent('{"order":1}'))).toBe('payload_unreadable');
    expect(wordOf(awsSns, sent('Hello world!'))).toBe('payload_unreadable');
  });

  it('is taken for an hour, both ways', () => {
    for (const [seconds, word] of [
      [3_600, 'accepted'],
      [-3_600, 'accepted'],
      [3_601, 'timestamp_out_of_range'],
      [-3_601, 'timestamp_out_of_range'],
    ] as const) {
      expect(wordOf(awsSns, sent(signed(notification), { now: now + seconds }))).toBe(word);
    }
  });

  it('says which message it is, and of which topic', () => {
    const delivery = deliveryOf(JSON.stringify(notification));

    expect(awsSns.deliveryIdOf(delivery)).toBe(notification.MessageId);
    expect(awsSns.hintOf(delivery)).toBe('orders');
  });
});

describe('a certificate of Amazon SNS', () => {
  it('must be valid when the message arrives', () => {
    const toleranceSeconds = 0;
    for (const [seconds, word] of [
      [86_400, 'accepted'],
      [86_401, 'key_untrusted'],
      [-86_400, 'accepted'],
      [-86_401, 'key_untrusted'],
    ] as const) {
      const arrival = sent(signed(notification), { now: now + seconds, toleranceSeconds });
      expect(wordOf(awsSns, arrival)).toBe(word);
    }
  });

  it('must be a certificate, and speak for the key that signed', () => {
    const other = testCertificate(new Date(sentAt - day), new Date(sentAt + day));
    const fetched = (text: string) => ({ fetched: { [certificateUrl]: text } });

    expect(wordOf(awsSns, sent(signed(notification), fetched('<html>')))).toBe('key_untrusted');
    expect(wordOf(awsSns, sent(signed(notification), fetched(other.pem)))).toBe(
      'signature_mismatch',
    );
  });
});

describe('a subscription to Amazon SNS', () => {
  it('is confirmed at its address when it is signed', () => {
    expect(outcomeOf(awsSns, sent(signed(confirmation)))).toMatchObject({
      is: 'greeted',
      confirmUrl: subscribeUrl,
      answer: { status: 200, body: '' },
    });
    expect(wordOf(awsSns, sent({ ...signed(confirmation), Message: 'x' }))).toBe(
      'signature_mismatch',
    );
  });

  it('is left to the owner who wants that', () => {
    const outcome = outcomeOf(
      awsSns,
      sent(signed(confirmation), { config: { auto_confirm: false } }),
    );

    expect(outcome).toMatchObject({ is: 'greeted', answer: { status: 200 } });
    expect(outcome).not.toHaveProperty('confirmUrl');
    expect((outcome as { notice: string }).notice).toContain(subscribeUrl);
  });

  it('is over with a word to the owner, and nothing is fetched', () => {
    const over = signed({ ...confirmation, Type: 'UnsubscribeConfirmation' });
    const outcome = outcomeOf(awsSns, sent(over));

    expect(outcome).toMatchObject({ is: 'greeted', answer: { status: 200 } });
    expect(outcome).toHaveProperty('notice');
    expect(outcome).not.toHaveProperty('confirmUrl');
  });

  it.each(['SubscriptionConfirmation', 'UnsubscribeConfirmation'])(
    'is a stranger’s where no such topic is expected, also where checks are off: %s',
    (Type) => {
      const message = { ...confirmation, Type };

      for (const secrets of [[], ['arn:aws:sns:us-west-2:123456789012:other']]) {
        const outcome = outcomeOf(awsSns, sent(message, { mode: 'off', secrets }));
        expect(outcome).toMatchObject({ is: 'not_greeted', reason: 'recipient_mismatch' });
      }
      expect(outcomeOf(awsSns, sent(message, { mode: 'off' })).is).toBe('greeted');
    },
  );

  it.each([
    'Action=Unsubscribe&SubscriptionArn=x',
    'Action=Unsubscribe&SubscriptionArn=x&Token=2336412f37',
    'Action=ConfirmSubscription&TopicArn=t&Token=another',
    'Action=ConfirmSubscription&TopicArn=t',
    'Action=ConfirmSubscription&Action=Unsubscribe&Token=2336412f37',
    'action=ConfirmSubscription&Token=2336412f37',
  ])('has nothing else asked of SNS in our name: %s', (query) => {
    const SubscribeURL = `https://sns.us-west-2.amazonaws.com/?${query}`;
    const message = { ...confirmation, SubscribeURL };

    expect(wordOf(awsSns, sent(signed(message)))).toBe('key_untrusted');
    expect(wordOf(awsSns, sent(message, { mode: 'off' }))).toBe('key_untrusted');
  });
});
