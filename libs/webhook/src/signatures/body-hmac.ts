import type { HmacAlgorithm } from '@millwright/kernel';
import { refused } from '../providers/webhook-provider.ts';
import type { SignedRequest, Verdict, VerifyBy } from '../providers/webhook-provider.ts';
import { decodeBytes, type ByteEncoding } from './encodings.ts';
import { headerValues } from './header-values.ts';
import { signedBy } from './signed-by.ts';

/** Where the HMAC of a body is found, and how it is written. */
export interface BodyHmac {
  /** In lower case. */
  header: string;
  /** What leads the signature: a value without it is passed over. Default: nothing. */
  prefix?: string;
  encoding: ByteEncoding;
  algorithm: HmacAlgorithm;
}

/** The check of most senders: a header with an HMAC of the raw body. */
export const verifyBodyHmac =
  ({ header, prefix = '', encoding, algorithm }: BodyHmac) =>
  ({ headers, rawBody }: SignedRequest, { secrets }: Pick<VerifyBy, 'secrets'>): Verdict => {
    const values = headerValues(headers, header);
    if (values.every((value) => value === '')) return refused('signature_missing');
    const candidates = candidatesIn(values, prefix, encoding);
    if (candidates.length === 0) return refused('signature_malformed');
    return signedBy(secrets, candidates, { algorithm, parts: [rawBody] });
  };

/** The signatures among some values that can be read, without their prefix. */
export const candidatesIn = (
  values: readonly string[],
  prefix: string,
  encoding: ByteEncoding,
): Buffer[] =>
  values
    .filter((value) => value.startsWith(prefix))
    .map((value) => decodeBytes(value.slice(prefix.length), encoding))
    .filter((bytes) => bytes !== undefined);
