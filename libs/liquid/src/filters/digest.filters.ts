import { createHash, createHmac } from 'node:crypto';
import { filterError, textIn, type FilterScope } from './filter-scope.ts';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

export function base64_encode(this: FilterScope, input: unknown): string {
  return Buffer.from(textIn(this, input)).toString('base64');
}

/** Strict: padding is required. */
export function base64_decode(this: FilterScope, input: unknown): string {
  const text = textIn(this, input);
  if (!BASE64.test(text)) throw filterError('base64_decode: not base64 text');
  return Buffer.from(text, 'base64').toString();
}

export function sha256(this: FilterScope, input: unknown): string {
  return createHash('sha256').update(textIn(this, input)).digest('hex');
}

export function hmac_sha256(this: FilterScope, input: unknown, key: unknown): string {
  return createHmac('sha256', this.run.withSecrets(textIn(this, key)))
    .update(textIn(this, input))
    .digest('hex');
}
