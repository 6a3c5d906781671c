import { hmacOf } from '@millwright/kernel';
import { sign } from 'node:crypto';
import { isStandardSecret, privateKeyOf, secretBytesOf } from './key-text.ts';
import type { SigningKey } from './signing-key.ts';

/** What Standard Webhooks signs: `<id>.<timestamp>.<body>`. */
export interface SignedContent {
  /** The delivery's id. */
  id: string;
  /** Of this attempt, in seconds since 1970. */
  timestamp: number;
  body: Uint8Array;
}

/** `v1,` and the HMAC-SHA256 by a `whsec_` secret. Source: Standard Webhooks specification. @throws SigningError */
export const v1Of = (secret: string, content: SignedContent): string =>
  `v1,${hmacOf('sha256', secretBytesOf(secret), partsOf(content)).toString('base64')}`;

/** `v1a,` and the Ed25519 signature by a `whsk_` key. @throws SigningError */
export const v1aOf = (privateKey: string | null, content: SignedContent): string => {
  const message = Buffer.concat(partsOf(content).map((part) => Buffer.from(part)));
  return `v1a,${sign(null, message, privateKeyOf(privateKey)).toString('base64')}`;
};

/**
 * The value of a `Webhook-Signature` header: one signature for each key, `v1` before `v1a`, the newest key first.
 * `keys` come newest first; an older one that does not fit the kind is left out. @throws SigningError when the newest cannot sign
 */
export function standardSignatureOf(
  keys: readonly SigningKey[],
  content: SignedContent,
  kind: 'v1' | 'v1a' | 'both',
): string {
  const signatures: string[] = [];
  if (kind !== 'v1a')
    signatures.push(
      ...keys
        .filter(({ secret }, index) => index === 0 || isStandardSecret(secret))
        .map(({ secret }) => v1Of(secret, content)),
    );
  if (kind !== 'v1')
    signatures.push(
      ...keys
        .filter(({ privateKey }, index) => index === 0 || privateKey !== null)
        .map(({ privateKey }) => v1aOf(privateKey, content)),
    );
  return signatures.join(' ');
}

const partsOf = ({ id, timestamp, body }: SignedContent): (string | Uint8Array)[] => [
  `${id}.${timestamp}.`,
  body,
];
