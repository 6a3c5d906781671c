import { randomBytes } from 'node:crypto';
import { hmacOf } from '@millwright/kernel';
import { candidatesIn, noConfig } from '../signatures/body-hmac.ts';
import { hmacKeyOf } from '../signatures/hmac-key.ts';
import { writtenTime } from '../signatures/recent.ts';
import { signedBy } from '../signatures/signed-by.ts';
import { strictJsonIn, textAt, valueAt } from '../signatures/strict-json.ts';
import { signedAtOf } from '../signatures/timed-hmac.ts';
import { ok } from './answer.ts';
import { membersOf } from './json-in.ts';
import { refused, type WebhookProvider } from './webhook-provider.ts';

const TOKEN_BYTES = 25;

/** Source: Mailgun Docs, "Securing webhooks". */
export const mailgun = {
  id: 'mailgun',
  name: 'Mailgun',
  signature:
    'hex HMAC-SHA256 of a time and a token inside the body, the rest of which nobody signs. Retries run for hours, so the time is not judged',
  documentation:
    'https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks',
  secretLabel: 'HTTP webhook signing key',
  notice: 'Mailgun signs a token, not the body.',
  sample: {
    body: '{"signature":{"timestamp":"1529006854","token":"a8ce0edb2dd8301dee6c2405235584e4"},"event-data":{"event":"delivered","id":"CPgfbmQMTCKtHW6uIWtuVe"}}',
  },
  toleranceSeconds: 0,
  signsUrl: false,
  signsBody: false,
  config: noConfig,
  keyOf: (secret) => hmacKeyOf(secret, 'utf8'),
  signatureHeadersOf: () => [],
  verify({ rawBody }, { secrets, toleranceSeconds = 0 }, nowMs) {
    const signature = valueAt(strictJsonIn(rawBody), 'signature');
    if (signature === undefined) return refused('payload_unreadable');
    const values = ['signature', 'parent-signature']
      .map((name) => textAt(signature, name))
      .filter((value) => value !== undefined);
    const token = textAt(signature, 'token');
    if (values.length === 0 || token === undefined) return refused('signature_missing');
    const time = wordOf(valueAt(signature, 'timestamp'));
    const signedAtMs = signedAtOf(time, 's', { nowMs, toleranceSeconds });
    if (typeof signedAtMs === 'string') return refused(signedAtMs);
    const candidates = candidatesIn(values, '', 'hex');
    if (candidates.length === 0) return refused('signature_malformed');
    return signedBy(secrets, candidates, {
      algorithm: 'sha256',
      parts: [time!, token],
      signedAtMs,
    });
  },
  sign({ rawBody }, { key }, nowMs) {
    const body = membersOf(rawBody);
    const timestamp = writtenTime(nowMs, 's');
    const token = randomBytes(TOKEN_BYTES).toString('hex');
    const signature = hmacOf('sha256', key, [timestamp, token]).toString('hex');
    return { body: JSON.stringify({ ...body, signature: { timestamp, token, signature } }) };
  },
  deliveryIdOf: ({ body }) => body.at('signature', 'token'),
  hintOf: ({ body }) => body.at('event-data', 'event'),
  successOf: () => ok,
} satisfies WebhookProvider<object>;

/** Some of its senders write the time as a number. */
const wordOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
