import { hmacOf, type HmacAlgorithm } from '@millwright/kernel';
import {
  refused,
  type SignatureScheme,
  type SignedRequest,
} from '../providers/webhook-provider.ts';
import { bodyHmac, candidatesIn, signaturesIn } from './body-hmac.ts';
import { signedBy } from './signed-by.ts';

/** How address and body are signed, in base64. */
export interface UrlHmac {
  /** In lower case. */
  header: string;
  algorithm: HmacAlgorithm;
  /** The signed bytes, piece by piece; undefined: the body cannot be read for them. */
  signed: (request: SignedRequest) => readonly (string | Buffer)[] | undefined;
}

/** The check of senders that sign the address that they were given with what they send there. */
export const urlHmac = ({ header, algorithm, signed }: UrlHmac): SignatureScheme<object> => ({
  ...bodyHmac({ header, encoding: 'base64', algorithm }),
  signsUrl: true,
  verify(request, { secrets }) {
    const values = signaturesIn(request, [header]);
    if (values.length === 0) return refused('signature_missing');
    const candidates = candidatesIn(values, '', 'base64');
    if (candidates.length === 0) return refused('signature_malformed');
    const parts = signed(request);
    if (parts === undefined) return refused('payload_unreadable');
    return signedBy(secrets, candidates, { algorithm, parts });
  },
  sign(request, { key }) {
    const parts = signed(request);
    return parts && { headers: { [header]: hmacOf(algorithm, key, parts).toString('base64') } };
  },
});
