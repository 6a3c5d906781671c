import { isStandardSecret, privateKeyOf, secretBytesOf } from './key-text.ts';
import {
  contentDigestOf,
  messageSignatureOf,
  signatureBaseOf,
  signatureInputOf,
  type Component,
  type SignatureAlgorithm,
} from './message-signature.ts';
import type { SigningKey } from './signing-key.ts';
import type { SignedContent } from './standard-webhooks.ts';

/** A request that is to be signed as a message (RFC 9421). */
export interface SignableRequest extends SignedContent {
  method: string;
  /** Absolute, as it is sent. */
  url: string;
  /** The `keyid`: which endpoint's keys verify it. */
  endpointId: string;
}

/**
 * The headers of an HTTP message signature: method, target, body, id and time are covered. After a rotation each older
 * key adds one more: `sig1` is by the newest. @throws SigningError when the newest cannot sign
 */
export function httpSignatureHeaders(
  keys: readonly SigningKey[],
  request: SignableRequest,
  algorithm: SignatureAlgorithm,
): [name: string, value: string][] {
  const { method, url, endpointId, id, timestamp, body } = request;
  const digest = contentDigestOf(body);
  const components: Component[] = [
    ['@method', method],
    ['@target-uri', url],
    ['content-digest', digest],
    ['webhook-id', id],
    ['webhook-timestamp', String(timestamp)],
  ];
  const input = signatureInputOf(components, {
    created: timestamp,
    keyid: endpointId,
    alg: algorithm,
  });
  const base = signatureBaseOf(components, input);
  const signatures = keys
    .filter(
      ({ privateKey }, index) => index === 0 || algorithm !== 'ed25519' || privateKey !== null,
    )
    .map((key) => messageSignatureOf(base, algorithm, materialOf(key, algorithm)));
  return [
    ['Content-Digest', digest],
    ['Signature-Input', listed(signatures.map(() => input))],
    ['Signature', listed(signatures.map((signature) => `:${signature}:`))],
  ];
}

/** A secret of another form than `whsec_` signs by its text, as it does for Mautic. */
function materialOf({ secret, privateKey }: SigningKey, algorithm: SignatureAlgorithm) {
  if (algorithm === 'ed25519') return privateKeyOf(privateKey);
  return isStandardSecret(secret) ? secretBytesOf(secret) : Buffer.from(secret);
}

const listed = (values: readonly string[]): string =>
  values.map((value, index) => `sig${index + 1}=${value}`).join(', ');
