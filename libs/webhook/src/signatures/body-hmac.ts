import { hmacOf, type HmacAlgorithm } from '@millwright/kernel';
import { z } from 'zod';
import {
  refused,
  type SignatureScheme,
  type SignedRequest,
} from '../providers/webhook-provider.ts';
import { decodeBytes, type ByteEncoding } from './encodings.ts';
import { headerValues } from './header-values.ts';
import { hmacKeyOf } from './hmac-key.ts';
import { digestedBy, signedBy } from './signed-by.ts';

/** For providers without options of their own. */
export const noConfig = z.strictObject({});

/** Where the HMAC of a body is found, and how it is written. */
export interface BodyHmac {
  /** In lower case; several: each may hold signatures. */
  header: string | readonly string[];
  /** What stands between several signatures in one header. Default: there is one. */
  separator?: string;
  /** What leads the signature: a value without it is passed over. Default: nothing. */
  prefix?: string;
  /** What leads some signatures and not others: it is cut off. Default: nothing. */
  optionalPrefix?: string;
  encoding: ByteEncoding;
  /** Default: sha256. */
  algorithm?: HmacAlgorithm;
  /** How a secret stands for the bytes of the key. Default: by its own, in UTF-8. */
  secretEncoding?: ByteEncoding | 'utf8';
  /** What is signed before the body. Default: nothing. */
  lead?: string;
}

/** The check of most senders: a header with an HMAC of the raw body. */
export function bodyHmac({
  header,
  separator,
  prefix = '',
  optionalPrefix = '',
  encoding,
  algorithm = 'sha256',
  secretEncoding = 'utf8',
  lead = '',
}: BodyHmac): SignatureScheme<object> {
  const names = typeof header === 'string' ? [header] : header;
  return {
    toleranceSeconds: null,
    signsUrl: false,
    signsBody: true,
    config: noConfig,
    keyOf: (secret) => hmacKeyOf(secret, secretEncoding),
    signatureHeadersOf: () => names,
    verify(request, { secrets }) {
      const values = signaturesIn(request, names, separator);
      if (values.length === 0) return refused('signature_missing');
      const candidates = candidatesIn(values.map(without(optionalPrefix)), prefix, encoding);
      if (candidates.length === 0) return refused('signature_malformed');
      const parts = lead === '' ? [request.rawBody] : [lead, request.rawBody];
      return signedBy(secrets, candidates, { algorithm, parts });
    },
    sign({ rawBody }, { key }) {
      const signature = hmacOf(algorithm, key, lead === '' ? [rawBody] : [lead, rawBody]);
      return { headers: { [names[0]!]: prefix + signature.toString(encoding) } };
    },
  };
}

const without =
  (lead: string) =>
  (value: string): string =>
    value.startsWith(lead) ? value.slice(lead.length) : value;

/** The same with an older check: a hash of the secret with the body, the secret first. */
export const bodyDigest = ({
  header,
  encoding,
}: {
  header: string;
  encoding: ByteEncoding;
}): Pick<SignatureScheme<object>, 'signatureHeadersOf' | 'verify'> => ({
  signatureHeadersOf: () => [header],
  verify(request, { secrets }) {
    const values = signaturesIn(request, [header]);
    if (values.length === 0) return refused('signature_missing');
    const candidates = candidatesIn(values, '', encoding);
    if (candidates.length === 0) return refused('signature_malformed');
    return digestedBy(secrets, candidates, [request.rawBody]);
  },
});

/** Everything that may be a signature in some headers; what is blank is none. */
export const signaturesIn = (
  { headers }: Pick<SignedRequest, 'headers'>,
  names: readonly string[],
  separator?: string,
): readonly string[] =>
  names
    .flatMap((name) => headerValues(headers, name))
    .flatMap((value) => (separator === undefined ? [value] : value.split(separator)))
    .map((value) => value.trim())
    .filter((value) => value !== '');

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
