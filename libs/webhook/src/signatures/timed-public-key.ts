import type { KeyObject } from 'node:crypto';
import { refused, type SignatureScheme } from '../providers/webhook-provider.ts';
import { candidatesIn, noConfig, signaturesIn } from './body-hmac.ts';
import type { ByteEncoding } from './encodings.ts';
import { headerValue } from './header-values.ts';
import { signedByPublicKey } from './signed-by-public-key.ts';
import { signedAtOf } from './timed-hmac.ts';

/** How time and body are signed, so that we need only a public key. */
export interface TimedPublicKey {
  /** The header with the signature, and that with the time in seconds; in lower case. */
  header: string;
  time: string;
  encoding: ByteEncoding;
  toleranceSeconds: number;
  /** What stands between time and body. Default: nothing. */
  between?: string;
  keyOf: (secret: string) => KeyObject | undefined;
  /** Null: the key's own. */
  algorithm: 'sha256' | null;
  scheme: string;
}

/** The check of senders that sign time and body with a key of their own, whose public half the owner has set. */
export const timedPublicKey = (by: TimedPublicKey): SignatureScheme<object> => ({
  toleranceSeconds: by.toleranceSeconds,
  signsUrl: false,
  signsBody: true,
  config: noConfig,
  keyOf: by.keyOf,
  signatureHeadersOf: () => [by.header],
  signedHeadersOf: () => [by.time],
  verify(request, { secrets, toleranceSeconds = by.toleranceSeconds }, nowMs) {
    const values = signaturesIn(request, [by.header]);
    if (values.length === 0) return refused('signature_missing');
    const time = headerValue(request.headers, by.time);
    const signedAtMs = signedAtOf(time, 's', { nowMs, toleranceSeconds });
    if (typeof signedAtMs === 'string') return refused(signedAtMs);
    const candidates = candidatesIn(values, '', by.encoding);
    if (candidates.length === 0) return refused('signature_malformed');
    const parts = [time!, by.between ?? '', request.rawBody];
    return signedByPublicKey(secrets, candidates, { ...by, parts, signedAtMs });
  },
});
