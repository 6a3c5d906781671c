import { describe, expect, it } from '@jest/globals';
import { awsSns } from '../providers/aws-sns.provider.ts';
import { adyen } from '../providers/adyen.provider.ts';
import { mailgun } from '../providers/mailgun.provider.ts';
import { microsoftGraph } from '../providers/microsoft-graph.provider.ts';
import { mandrill } from '../providers/mandrill.provider.ts';
import { twilio } from '../providers/twilio.provider.ts';
import { outcomeOf, wordOf } from '../testing/arrival.ts';
import { strictJsonIn } from './strict-json.ts';

const TOO_MANY = 50_001;

describe('a body that is made to cost memory before anybody is known', () => {
  it.each(['{}', '[]', '0', '""', 'null', '{"a":1}'])('is not read: many times %s', (value) => {
    const body = (count: number) => Buffer.from(`[${Array(count).fill(value).join()}]`);

    expect(strictJsonIn(body(TOO_MANY))).toBeUndefined();
    expect(strictJsonIn(body(20_000))).toBeDefined();
  });

  it.each([awsSns, adyen, mailgun, microsoftGraph])(
    'is refused by $id, whose signatures are inside the body',
    (provider) => {
      const body = `{"Signature":"x","signature":{},"value":[${Array(TOO_MANY).fill('{}').join()}]}`;

      expect(wordOf(provider, { secrets: ['00'], body })).toBe('payload_unreadable');
    },
  );

  it.each([twilio, mandrill])('is refused by $id, who signs the fields of a form', (provider) => {
    const sent = (fields: number) => ({
      secrets: ['secret'],
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        [provider.signatureHeadersOf({})[0]!]: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=',
      },
      body: Array(fields).fill('a').join('&'),
    });

    expect(wordOf(provider, sent(4_097))).toBe('payload_unreadable');
    expect(wordOf(provider, sent(4_096))).toBe('signature_mismatch');
  });

  it('is no greeting of Amazon SNS when it is larger than these are', () => {
    const body = JSON.stringify({ Type: 'UnsubscribeConfirmation', Message: 'x'.repeat(65_536) });

    expect(outcomeOf(awsSns, { mode: 'off', body }).is).toBe('unverified');
  });

  it('is read once, however often it is looked at', () => {
    const body = Buffer.from('{"a":{"b":1}}');

    expect(strictJsonIn(body)).toBe(strictJsonIn(body));
  });
});
