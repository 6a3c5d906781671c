import { verify } from 'node:crypto';
import type { JsonValue } from '@millwright/kernel';
import { z } from 'zod';
import { decodeBytes } from '../signatures/encodings.ts';
import { hmacKeyOf } from '../signatures/hmac-key.ts';
import { pinnedUrl } from '../signatures/pinned-url.ts';
import { certifiedKeyOf } from '../signatures/public-keys.ts';
import { tokenAmong } from '../signatures/static-token.ts';
import { strictJsonIn, textAt } from '../signatures/strict-json.ts';
import { signedAtOf } from '../signatures/timed-hmac.ts';
import { ok } from './answer.ts';
import { greeted, notGreeted } from './handshake.ts';
import { mayGreet } from './json-in.ts';
import { refused, type WebhookProvider } from './webhook-provider.ts';

const TOLERANCE_SECONDS = 3_600;
const HOST = /^sns\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/;
const PINS = { key: { host: HOST, path: /\.pem$/ }, confirmation: { host: HOST } };
const NOTIFICATION = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'];
const CONFIRMATION = [
  'Message',
  'MessageId',
  'SubscribeURL',
  'Timestamp',
  'Token',
  'TopicArn',
  'Type',
];

/** What is signed, in this order, by type. */
const signedNames: ReadonlyMap<string | undefined, readonly string[]> = new Map([
  ['Notification', NOTIFICATION],
  ['SubscriptionConfirmation', CONFIRMATION],
  ['UnsubscribeConfirmation', CONFIRMATION],
]);

const kinds: ReadonlyMap<string | undefined, string> = new Map([
  ['SubscriptionConfirmation', 'subscription'],
  ['UnsubscribeConfirmation', 'unsubscribe'],
]);

const hashes: ReadonlyMap<string | undefined, string> = new Map([
  ['1', 'sha1'],
  ['2', 'sha256'],
]);

const config = z.strictObject({
  auto_confirm: z
    .boolean()
    .default(true)
    .meta({ description: 'Whether to confirm subscriptions of the expected topic.' }),
});

type SnsConfig = z.output<typeof config>;

/** Source: Amazon SNS Developer Guide, "Verifying the signatures of messages". */
export const awsSns = {
  id: 'aws-sns',
  name: 'Amazon SNS',
  signature:
    'RSA over values of the message, by a certificate that the message names. Raw message delivery is not signed',
  handshakes:
    'A signed `SubscriptionConfirmation` of an expected topic is confirmed by asking for its address, unless the options say otherwise.',
  documentation: 'https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html',
  secretLabel: "The topic's ARN",
  notice: 'Leave raw message delivery off: such messages carry no signature.',
  sample: {
    headers: { 'content-type': 'text/plain; charset=UTF-8' },
    body: '{"Type":"Notification","MessageId":"22b80b92","TopicArn":"arn:aws:sns:us-west-2:123456789012:orders","Message":"Hello"}',
  },
  toleranceSeconds: TOLERANCE_SECONDS,
  signsUrl: false,
  signsBody: false,
  config,
  bodyFormat: 'json',
  keyOf: (secret) => hmacKeyOf(secret, 'utf8'),
  signatureHeadersOf: () => [],
  pins: PINS,
  // Only for a topic of ours: a stranger's message costs no fetch.
  keysNeeded({ rawBody }, { secrets }) {
    const message = strictJsonIn(rawBody);
    const url = certificateUrlIn(message);
    return url !== undefined && topicVerdict(message, secrets).is === 'accepted' ? [url] : [];
  },
  verify({ rawBody }, { secrets, toleranceSeconds = TOLERANCE_SECONDS, fetched }, nowMs) {
    const message = strictJsonIn(rawBody);
    const names = signedNames.get(textAt(message, 'Type'));
    if (names === undefined) return refused('payload_unreadable');
    const written = textAt(message, 'Signature');
    if (written === undefined) return refused('signature_missing');
    const signature = decodeBytes(written, 'base64');
    const hash = hashes.get(textAt(message, 'SignatureVersion'));
    if (signature === undefined || hash === undefined) return refused('signature_malformed');
    const topic = topicVerdict(message, secrets);
    if (topic.is === 'refused') return refused('recipient_mismatch');
    const time = textAt(message, 'Timestamp');
    const signedAtMs = signedAtOf(time, 'iso', { nowMs, toleranceSeconds });
    if (typeof signedAtMs === 'string') return refused(signedAtMs);
    const url = certificateUrlIn(message);
    if (url === undefined || !isConfirmedAtHome(message)) return refused('key_untrusted');
    const certificate = fetched.get(url);
    if (certificate === undefined) return refused('key_unavailable');
    const key = certifiedKeyOf(certificate, nowMs);
    if (key === undefined) return refused('key_untrusted');
    const isSigned = verify(hash, Buffer.from(signedText(message, names)), key, signature);
    return isSigned
      ? { ...topic, scheme: `rsa-${hash}`, signedAtMs }
      : refused('signature_mismatch');
  },
  verifiedHandshake({ rawBody }, { secrets, config: { auto_confirm } }) {
    if (!mayGreet(rawBody, 'Confirmation')) return undefined;
    const message = strictJsonIn(rawBody);
    const type = textAt(message, 'Type');
    const kind = kinds.get(type);
    if (kind === undefined) return undefined;
    // Also where nobody is verified: what we ask for is asked of AWS in our name.
    if (topicVerdict(message, secrets).is === 'refused') {
      return notGreeted(kind, 403, 'recipient_mismatch');
    }
    if (type === 'UnsubscribeConfirmation') {
      return greeted(kind, ok, { notice: 'the topic sends nothing here any more' });
    }
    const confirmUrl = subscribeUrlIn(message);
    if (confirmUrl === undefined) return notGreeted(kind, 401, 'key_untrusted');
    return auto_confirm
      ? greeted(kind, ok, { confirmUrl })
      : greeted(kind, ok, { notice: `to confirm it, open ${confirmUrl}` });
  },
  deliveryIdOf: ({ body }) => body.at('MessageId'),
  hintOf: ({ body }) => body.at('TopicArn')?.split(':').at(-1),
} satisfies WebhookProvider<SnsConfig>;

const certificateUrlIn = (message: JsonValue | undefined): string | undefined =>
  pinnedUrl(textAt(message, 'SigningCertURL'), PINS.key);

/** Only what confirms this very message: other actions of SNS are asked for at the same address. */
function subscribeUrlIn(message: JsonValue | undefined): string | undefined {
  const url = pinnedUrl(textAt(message, 'SubscribeURL'), PINS.confirmation);
  if (url === undefined) return undefined;
  const { searchParams } = new URL(url);
  const isOf = (name: string, value: string | undefined): boolean =>
    searchParams.getAll(name).join() === value;
  const isConfirmation =
    isOf('Action', 'ConfirmSubscription') && isOf('Token', textAt(message, 'Token'));
  return isConfirmation ? url : undefined;
}

const isConfirmedAtHome = (message: JsonValue | undefined): boolean =>
  textAt(message, 'SubscribeURL') === undefined || subscribeUrlIn(message) !== undefined;

const topicVerdict = (
  message: JsonValue | undefined,
  secrets: Parameters<typeof tokenAmong>[0],
): ReturnType<typeof tokenAmong> =>
  tokenAmong(secrets, [Buffer.from(textAt(message, 'TopicArn') ?? '')]);

const signedText = (message: JsonValue | undefined, names: readonly string[]): string =>
  names
    .map((name) => [name, textAt(message, name)])
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}\n${value}\n`)
    .join('');
