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
  /** The signed bytes, piece by piece. */
  signed: (request: SignedRequest) => readonly (string | Buffer)[];
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
    return signedBy(secrets, candidates, { algorithm, parts: signed(request) });
  },
  sign: (request, { key }) => ({
    headers: { [header]: hmacOf(algorithm, key, signed(request)).toString('base64') },
  }),
});
