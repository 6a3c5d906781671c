import type { KeyObject } from 'node:crypto';
import { hmacOf } from '@millwright/kernel';
import {
  refused,
  type SignatureParts,
  type SignatureScheme,
  type SignedRequest,
  type VerifyBy,
  type Verdict,
} from '../providers/webhook-provider.ts';
import { candidatesIn, noConfig, signaturesIn } from './body-hmac.ts';
import { bytesOfHeader, headerValue } from './header-values.ts';
import { hmacKeyOf } from './hmac-key.ts';
import { ed25519KeyOf } from './public-keys.ts';
import { writtenTime } from './recent.ts';
import { signedBy } from './signed-by.ts';
import { signedByPublicKey } from './signed-by-public-key.ts';
import { signedAtOf } from './timed-hmac.ts';

const TOLERANCE_SECONDS = 300;
const SIGNATURES = ['webhook-signature', 'svix-signature'];
const SECRET = 'whsec_';
const PUBLIC_KEY = 'whpk_';

/** How the family signs: id, time and body, in headers that may begin with `svix-` as well. Source: Standard Webhooks. */
export const standardWebhooksScheme: SignatureScheme<object> = {
  toleranceSeconds: TOLERANCE_SECONDS,
  signsUrl: false,
  signsBody: true,
  config: noConfig,
  keyOf: standardKeyOf,
  signatureHeadersOf: () => SIGNATURES,
  verify: verifyStandardWebhook,
  sign: (request, { key }, nowMs) => signStandardWebhook(request, key, nowMs),
};

/** As the family signs; undefined where that takes a private key, or the message has no id. */
export function signStandardWebhook(
  request: SignedRequest,
  key: KeyObject,
  nowMs: number,
): SignatureParts | undefined {
  const id = standardIdOf(request);
  if (key.type !== 'secret' || id === undefined) return undefined;
  const time = writtenTime(nowMs, 's');
  const signature = hmacOf('sha256', key, [bytesOfHeader(id), '.', time, '.', request.rawBody]);
  return {
    headers: {
      'webhook-timestamp': time,
      'webhook-signature': `v1,${signature.toString('base64')}`,
    },
  };
}

/** A secret, its prefix optional, or a public key; undefined when it is neither. */
export function standardKeyOf(secret: string): KeyObject | undefined {
  if (secret.startsWith(PUBLIC_KEY)) return ed25519KeyOf(secret.slice(PUBLIC_KEY.length), 'base64');
  return hmacKeyOf(secret.startsWith(SECRET) ? secret.slice(SECRET.length) : secret, 'base64');
}

/** The sender's id of a message, which is signed too. */
export const standardIdOf = ({ headers }: Pick<SignedRequest, 'headers'>): string | undefined =>
  headerValue(headers, 'webhook-id') ?? headerValue(headers, 'svix-id');

/** Each entry is judged by keys of its own kind: a public key is no secret, and could be used as one. */
export function verifyStandardWebhook(
  request: SignedRequest,
  { secrets, toleranceSeconds = TOLERANCE_SECONDS }: Pick<VerifyBy, 'secrets' | 'toleranceSeconds'>,
  nowMs: number,
): Verdict {
  const { headers, rawBody } = request;
  const entries = signaturesIn(request, SIGNATURES, ' ');
  const id = standardIdOf(request);
  if (entries.length === 0 || id === undefined) return refused('signature_missing');
  const time = headerValue(headers, 'webhook-timestamp') ?? headerValue(headers, 'svix-timestamp');
  const signedAtMs = signedAtOf(time, 's', { nowMs, toleranceSeconds });
  if (typeof signedAtMs === 'string') return refused(signedAtMs);
  const hmacs = candidatesIn(entries, 'v1,', 'base64');
  const signatures = candidatesIn(entries, 'v1a,', 'base64');
  if (hmacs.length + signatures.length === 0) return refused('signature_malformed');

  const parts = [bytesOfHeader(id), '.', time!, '.', rawBody];
  const shared = secrets.filter(({ key }) => key.type === 'secret');
  const byHmac = signedBy(shared, hmacs, { algorithm: 'sha256', parts, signedAtMs });
  if (byHmac.is === 'accepted') return byHmac;
  const publicKeys = secrets.filter(({ key }) => key.type === 'public');
  return signedByPublicKey(publicKeys, signatures, {
    algorithm: null,
    scheme: 'ed25519',
    parts,
    signedAtMs,
  });
}
