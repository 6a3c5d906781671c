import { hmacOf } from '@millwright/kernel';
import { createHash, sign, type KeyObject } from 'node:crypto';

/** A covered component of a message: its identifier without quotes, and its value. */
export type Component = readonly [identifier: string, value: string];

/** How a message signature is made (RFC 9421, section 3.3). */
export type SignatureAlgorithm = 'hmac-sha256' | 'ed25519';

/** What a signature says of itself besides its components. */
export interface SignatureParameters {
  /** Seconds since 1970. */
  created: number;
  keyid: string;
  /** Missing: not said. */
  alg?: SignatureAlgorithm;
}

/** The value of a `Content-Digest` header (RFC 9530). */
export const contentDigestOf = (body: Uint8Array): string =>
  `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;

/** The components and parameters as they stand in `Signature-Input` (RFC 9421, section 2.3). */
export function signatureInputOf(
  components: readonly Component[],
  { created, keyid, alg }: SignatureParameters,
): string {
  const identifiers = components.map(([identifier]) => `"${identifier}"`).join(' ');
  const algorithm = alg === undefined ? '' : `;alg="${alg}"`;
  return `(${identifiers});created=${created};keyid="${keyid}"${algorithm}`;
}

/** What is signed (RFC 9421, section 2.5). */
export const signatureBaseOf = (components: readonly Component[], input: string): string =>
  [
    ...components.map(([identifier, value]) => `"${identifier}": ${value}`),
    `"@signature-params": ${input}`,
  ].join('\n');

/** The signature of a base, as it stands in `Signature` between its colons. */
export function messageSignatureOf(
  base: string,
  algorithm: SignatureAlgorithm,
  key: Uint8Array | KeyObject,
): string {
  const signature =
    algorithm === 'ed25519'
      ? sign(null, Buffer.from(base), key as KeyObject)
      : hmacOf('sha256', key, [base]);
  return signature.toString('base64');
}
