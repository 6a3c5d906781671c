import { verify } from 'node:crypto';
import { decodeBytes } from '../signatures/encodings.ts';
import { noConfig } from '../signatures/body-hmac.ts';
import { headerValue, headerValues } from '../signatures/header-values.ts';
import { hmacKeyOf } from '../signatures/hmac-key.ts';
import { pinnedUrl } from '../signatures/pinned-url.ts';
import { rsaKeyOf } from '../signatures/public-keys.ts';
import { queryValue } from '../signatures/query-values.ts';
import { triedOf } from '../signatures/signed-by-public-key.ts';
import { tokenAmong } from '../signatures/static-token.ts';
import { jsonAnswer } from './answer.ts';
import { echo } from './handshake.ts';
import { jsonIn } from './json-in.ts';
import {
  refused,
  type Accepted,
  type SignedRequest,
  type Verdict,
  type WebhookProvider,
} from './webhook-provider.ts';

const ORIGIN = 'https://static.adobeioevents.com';
const PATH = /^\/[\w./-]+\.pem$/;
const PINS = { key: { host: /^static\.adobeioevents\.com$/, path: PATH } };
const NUMBERS = [1, 2] as const;
const signatureHeader = (number: number): string => `x-adobe-digital-signature-${number}`;

/** Source: Adobe Developer, "I/O Events webhooks". */
export const adobeIo = {
  id: 'adobe-io',
  name: 'Adobe I/O Events',
  signature:
    'RSA-SHA256 over the body, twice, by keys that the request names; the body names the client that is meant',
  handshakes: 'GET with a `challenge` is answered with the same.',
  documentation: 'https://developer.adobe.com/events/docs/guides/',
  secretLabel: 'Client id',
  sample: {
    headers: { 'x-adobe-event-id': 'eventId1', 'x-adobe-event-code': 'asset_created' },
    body: '{"recipient_client_id":"client_id1","event":{"id":"e1"}}',
  },
  toleranceSeconds: null,
  signsUrl: false,
  signsBody: true,
  config: noConfig,
  handshakeMethods: ['GET'],
  keyOf: (secret) => hmacKeyOf(secret, 'utf8'),
  signatureHeadersOf: () => NUMBERS.map(signatureHeader),
  pins: PINS,
  keysNeeded: (request, { secrets }) =>
    recipientVerdict(request, secrets).is === 'accepted'
      ? [...new Set(NUMBERS.map((number) => keyUrlOf(request, number)).filter(isThere))]
      : [],
  handshake: ({ method, query }) =>
    method === 'GET'
      ? echo('challenge', queryValue(query, 'challenge'), (challenge) => jsonAnswer({ challenge }))
      : undefined,
  verify(request, { secrets, fetched }) {
    const signed = NUMBERS.filter(
      (number) => headerValue(request.headers, signatureHeader(number)) !== undefined,
    );
    if (signed.length === 0) return refused('signature_missing');
    const recipient = recipientVerdict(request, secrets);
    if (recipient.is === 'refused') return refused('recipient_mismatch');
    const verdicts = signed.map((number) => verdictOf(request, number, { fetched, recipient }));
    return verdicts.find(({ is }) => is === 'accepted') ?? worthTelling(verdicts);
  },
  deliveryIdOf: ({ headers }) => headerValue(headers, 'x-adobe-event-id'),
  hintOf: ({ headers }) => headerValue(headers, 'x-adobe-event-code'),
} satisfies WebhookProvider<object>;

/** What one of the two signatures comes to. */
function verdictOf(
  request: SignedRequest,
  number: number,
  { fetched, recipient }: { fetched: ReadonlyMap<string, string>; recipient: Accepted },
): Verdict {
  const url = keyUrlOf(request, number);
  if (url === undefined) return refused('key_untrusted');
  const pem = fetched.get(url);
  if (pem === undefined) return refused('key_unavailable');
  const key = rsaKeyOf(pem);
  if (key === undefined) return refused('key_untrusted');
  const signatures = headerValues(request.headers, signatureHeader(number))
    .map((value) => decodeBytes(value, 'base64'))
    .filter(isThere);
  if (signatures.length === 0) return refused('signature_malformed');
  const isSigned = triedOf(signatures).some((signature) =>
    verify('sha256', request.rawBody, key, signature),
  );
  return isSigned ? { ...recipient, scheme: 'rsa-sha256' } : refused('signature_mismatch');
}

/** A key that could not be fetched may still be the good one: the sender should try again. */
const worthTelling = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.find((verdict) => verdict.is === 'refused' && verdict.reason === 'key_unavailable') ??
  verdicts[0]!;

function keyUrlOf({ headers }: SignedRequest, number: number): string | undefined {
  const path = headerValue(headers, `x-adobe-public-key${number}-path`);
  return path !== undefined && PATH.test(path) ? pinnedUrl(ORIGIN + path, PINS.key) : undefined;
}

const recipientVerdict = (
  { rawBody }: SignedRequest,
  secrets: Parameters<typeof tokenAmong>[0],
): Verdict =>
  tokenAmong(secrets, [Buffer.from(jsonIn(rawBody)?.textAt('recipient_client_id') ?? '')]);

const isThere = <T>(value: T | undefined): value is T => value !== undefined;
