import { createHash } from 'node:crypto';
import type { BatchAddress, CallTarget } from './call-address.ts';
import type { CallQuery } from './call-query.ts';

/** What makes a call the same as an earlier one with its `Idempotency-Key`. */
export interface FingerprintedCall {
  target: CallTarget | BatchAddress['action'];
  /** The header as it came; undefined when there is none. */
  contentType: string | undefined;
  /** The body, unpacked; empty of a GET. */
  bytes: Uint8Array;
  /** The parameter as it came; null when there is none. */
  payload: string | null;
  /** Undefined of a batch. */
  query: CallQuery | undefined;
}

const SHOWN_HASH_LENGTH = 16;

/**
 * SHA-256, in hex, over everything that decides what would run. How the caller wants his answer is no part of it: who
 * called without waiting may come back with the same key to wait.
 */
export function fingerprintOf(call: FingerprintedCall): string {
  const { target, contentType, bytes, payload, query } = call;
  const facts = [
    targetTextOf(target),
    contentType ?? null,
    payload,
    query?.addsRawString,
    query?.wrapsBody,
    query?.includedHeaders,
    query?.includedParameters,
    query?.skipsPreprocessor,
    query?.scheduledFor?.toISOString(),
    query?.scheduledInSecs,
    query?.tag,
  ];
  // JSON ends where its bracket closes: no byte of the body can pass for one of the facts.
  return createHash('sha256').update(JSON.stringify(facts)).update(bytes).digest('hex');
}

/** A longer form of a hash names the same version. */
function targetTextOf(target: FingerprintedCall['target']): string {
  if (typeof target === 'string') return target;
  return 'path' in target ? `p/${target.path}` : `h/${target.hash.slice(0, SHOWN_HASH_LENGTH)}`;
}
