import { createSecretKey } from 'node:crypto';
import { equalsConstantTime } from '@millwright/kernel';
import { candidatesIn, signaturesIn } from '../signatures/body-hmac.ts';
import { formFieldsOf, sortedFields } from '../signatures/form-fields.ts';
import { hmacKeyOf } from '../signatures/hmac-key.ts';
import { signedBy } from '../signatures/signed-by.ts';
import { urlHmac } from '../signatures/url-hmac.ts';
import { ok } from './answer.ts';
import { greeted } from './handshake.ts';
import { jsonIn } from './json-in.ts';
import type { SignedRequest, WebhookProvider } from './webhook-provider.ts';

const HEADER = 'x-mandrill-signature';
const FIELD = 'mandrill_events';
/** The test's body is shorter. */
const TEST_BYTES = 100;

/** Mandrill signs its test with this before there is a key. It is good for nothing else. */
const TEST_KEY = 'test-webhook';
const testKey = { id: 'test', key: createSecretKey(Buffer.from(TEST_KEY)) };

/** Source: Mailchimp Transactional, "Track and respond to activity with webhooks". */
export const mandrill = {
  id: 'mandrill',
  name: 'Mandrill',
  signature: 'base64 HMAC-SHA1 of the address, as it was registered, and the sorted fields',
  handshakes: 'HEAD, and the signed test without events, are answered with 200.',
  documentation:
    'https://mailchimp.com/developer/transactional/guides/track-respond-activity-webhooks/',
  secretLabel: 'Webhook key',
  sample: {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'mandrill_events=%5B%7B%22event%22%3A%22send%22%2C%22_id%22%3A%22x1%22%7D%5D',
  },
  ...urlHmac({ header: HEADER, algorithm: 'sha1', signed: signedParts }),
  // A form's names and values, run together, however they were escaped.
  signsBody: false,
  keyOf: (secret) => (equalsConstantTime(secret, TEST_KEY) ? undefined : hmacKeyOf(secret, 'utf8')),
  handshakeMethods: ['HEAD'],
  handshake(request) {
    if (request.method === 'HEAD') return greeted('address check', ok);
    if (!isTest(request)) return undefined;
    const candidates = candidatesIn(signaturesIn(request, [HEADER]), '', 'base64');
    const parts = signedParts(request) ?? [];
    const verdict = signedBy([testKey], candidates, { algorithm: 'sha1', parts });
    return verdict.is === 'accepted' ? greeted('test', ok) : undefined;
  },
  verifiedHandshake: (request) => (isTest(request) ? greeted('test', ok) : undefined),
  deliveryIdOf: () => undefined,
  hintOf: ({ body }) => jsonIn(Buffer.from(body.at(FIELD) ?? ''))?.at(0, 'event'),
  successOf: () => ok,
} satisfies WebhookProvider<object>;

function signedParts({ url, rawBody }: SignedRequest): (string | Buffer)[] | undefined {
  const fields = sortedFields(rawBody);
  return fields && [url, fields];
}

const isTest = ({ method, rawBody }: SignedRequest): boolean =>
  method === 'POST' &&
  rawBody.length <= TEST_BYTES &&
  rawBody.length > 0 &&
  formFieldsOf(rawBody)?.every(([name, value]) => name === FIELD && value === '[]') === true;
