import { createHash } from 'node:crypto';
import { equalsConstantTime, hmacOf } from '@millwright/kernel';
import { z } from 'zod';
import { candidatesIn, signaturesIn } from '../signatures/body-hmac.ts';
import { headerValue } from '../signatures/header-values.ts';
import { hmacKeyOf } from '../signatures/hmac-key.ts';
import { writtenTime } from '../signatures/recent.ts';
import { signedBy } from '../signatures/signed-by.ts';
import { signedAtOf } from '../signatures/timed-hmac.ts';
import {
  refused,
  type SignedRequest,
  type Verdict,
  type VerifyBy,
  type WebhookProvider,
} from './webhook-provider.ts';

const V3 = 'x-hubspot-signature-v3';
const OLDER = 'x-hubspot-signature';
const TIME = 'x-hubspot-request-timestamp';
const TOLERANCE_SECONDS = 300;

const config = z.strictObject({
  min_version: z
    .union([z.literal(1), z.literal(2), z.literal(3)])
    .default(1)
    .meta({
      description: 'The oldest signature to accept: those before 3 sign no time.',
      type: 'integer',
    }),
});

type HubspotConfig = z.output<typeof config>;

/** Source: HubSpot Docs, "Validating requests". */
export const hubspot = {
  id: 'hubspot',
  name: 'HubSpot',
  signature:
    'base64 HMAC-SHA256 of method, address, body and time; before version 3, a hash of the secret and the rest',
  documentation:
    'https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation',
  secretLabel: "The app's client secret",
  sample: { body: '[{"eventId":1,"subscriptionType":"contact.creation","objectId":123}]' },
  toleranceSeconds: TOLERANCE_SECONDS,
  signsUrl: true,
  signsBody: true,
  config,
  methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
  keyOf: (secret) => hmacKeyOf(secret, 'utf8'),
  signatureHeadersOf: () => [V3, OLDER],
  verify(request, by, nowMs) {
    if (headerValue(request.headers, V3) !== undefined) return verdictOfV3(request, by, nowMs);
    const values = signaturesIn(request, [OLDER]);
    if (values.length === 0) return refused('signature_missing');
    const version = headerValue(request.headers, `${OLDER}-version`) ?? 'v1';
    if (version !== 'v1' && version !== 'v2') return refused('signature_malformed');
    if (Number(version.slice(1)) < by.config.min_version) return refused('signature_missing');
    const candidates = candidatesIn(values, '', 'hex');
    if (candidates.length === 0) return refused('signature_malformed');
    const { method, url, rawBody } = request;
    return hashedWith(by, candidates, version === 'v1' ? [rawBody] : [method, url, rawBody]);
  },
  sign({ method, url, rawBody }, { key }, nowMs) {
    const time = writtenTime(nowMs, 'ms');
    const signature = hmacOf('sha256', key, [method, url, rawBody, time]);
    return { headers: { [TIME]: time, [V3]: signature.toString('base64') } };
  },
  deliveryIdOf: () => undefined,
  hintOf: ({ body }) => body.at(0, 'subscriptionType'),
} satisfies WebhookProvider<HubspotConfig>;

function verdictOfV3(
  request: SignedRequest,
  { secrets, toleranceSeconds = TOLERANCE_SECONDS }: VerifyBy,
  nowMs: number,
): Verdict {
  const { method, url, headers, rawBody } = request;
  const time = headerValue(headers, TIME);
  const signedAtMs = signedAtOf(time, 'ms', { nowMs, toleranceSeconds });
  if (typeof signedAtMs === 'string') return refused(signedAtMs);
  const candidates = candidatesIn(signaturesIn(request, [V3]), '', 'base64');
  if (candidates.length === 0) return refused('signature_malformed');
  const parts = [method, url, rawBody, time!];
  return signedBy(secrets, candidates, { algorithm: 'sha256', parts, signedAtMs });
}

/** Before HMACs: SHA-256 of the secret and what it stands before. */
function hashedWith(
  { secrets }: Pick<VerifyBy, 'secrets'>,
  candidates: readonly Buffer[],
  parts: readonly (string | Buffer)[],
): Verdict {
  let secretId: string | undefined;
  for (const { id, key } of secrets) {
    const hash = createHash('sha256').update(key.export());
    for (const part of parts) hash.update(part);
    const expected = hash.digest();
    for (const candidate of candidates) {
      if (equalsConstantTime(expected, candidate)) secretId ??= id;
    }
  }
  if (secretId === undefined) return refused('signature_mismatch');
  return { is: 'accepted', scheme: 'sha256', secretId, signedAtMs: null };
}
