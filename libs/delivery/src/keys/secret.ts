import { randomBytes } from 'node:crypto';
import type { EndpointFormat } from '../endpoints/endpoint.entity.ts';

/** What every secret of the Standard Webhooks form begins with. */
export const SECRET_PREFIX = 'whsec_';

const NEW_SECRET_BYTES = 32;
const LEAST_BYTES = 24;
const MOST_BYTES = 64;
const MAX_FREE_LENGTH = 191;

/** A secret of our own: 32 random bytes as `whsec_` and base64. */
export const newSecret = (): string =>
  SECRET_PREFIX + randomBytes(NEW_SECRET_BYTES).toString('base64');

/** The bytes that a `whsec_` secret stands for; undefined when the text is none. */
export function secretBytesOf(secret: string): Buffer | undefined {
  if (!secret.startsWith(SECRET_PREFIX)) return undefined;
  const base64 = secret.slice(SECRET_PREFIX.length);
  const bytes = Buffer.from(base64, 'base64');
  const isCanonical = bytes.toString('base64') === base64;
  return isCanonical && bytes.length >= LEAST_BYTES && bytes.length <= MOST_BYTES
    ? bytes
    : undefined;
}

/** Whether deliveries of a format can be signed with a secret as it is kept. */
export const isValidSecret = (format: EndpointFormat, secret: string): boolean =>
  format === 'mautic'
    ? secret.length > 0 && secret.length <= MAX_FREE_LENGTH
    : secretBytesOf(secret) !== undefined;

/** A secret that somebody gave as it is to be kept; undefined when it does not fit the format. */
export function keptSecretOf(format: EndpointFormat, given: string): string | undefined {
  if (isValidSecret(format, given)) return given;
  const prefixed = SECRET_PREFIX + given;
  return format !== 'mautic' && isValidSecret(format, prefixed) ? prefixed : undefined;
}

/** What a secret of a format must be, for whoever gave another one. */
export const secretRuleOf = (format: EndpointFormat): string =>
  format === 'mautic'
    ? `a secret has 1 to ${MAX_FREE_LENGTH} characters`
    : `a secret is ${SECRET_PREFIX} and the base64 of ${LEAST_BYTES} to ${MOST_BYTES} bytes, or that base64 alone`;
