import { equalsConstantTime, hmacOf, sha256Hex } from '@millwright/kernel';
import { headerValueOf } from '../intake/header-parameters.ts';
import { bodyHmac, candidatesIn, signaturesIn } from '../signatures/body-hmac.ts';
import { sortedFields } from '../signatures/form-fields.ts';
import { headerValue } from '../signatures/header-values.ts';
import { queryOf, queryValue } from '../signatures/query-values.ts';
import { signedBy } from '../signatures/signed-by.ts';
import { urlSpellings } from '../signatures/url-spellings.ts';
import { noContent, type Answer } from './answer.ts';
import {
  refused,
  type SignedRequest,
  type Verdict,
  type WebhookProvider,
} from './webhook-provider.ts';

const HEADER = 'x-twilio-signature';
const STATUSES = ['SmsStatus', 'CallStatus', 'MessageStatus', 'EventType'] as const;

/** TwiML that tells Twilio to do nothing further. */
const noInstructions: Answer = {
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: '<?xml version="1.0" encoding="UTF-8"?><Response/>',
};

/** Source: Twilio Docs, "Webhooks security". */
export const twilio = {
  id: 'twilio',
  name: 'Twilio',
  signature:
    "base64 HMAC-SHA1 of the address and a form's sorted fields; of other bodies the address holds a hash",
  documentation: 'https://www.twilio.com/docs/usage/webhooks/webhooks-security',
  secretLabel: 'Auth token',
  sample: {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'MessageSid=SM1&SmsStatus=received&From=%2B14158675309&To=%2B18005551212&Body=Hello',
  },
  ...bodyHmac({ header: HEADER, encoding: 'base64', algorithm: 'sha1' }),
  signsUrl: true,
  // A form's names and values, run together, however they were escaped.
  signsBody: false,
  methods: ['GET', 'POST'],
  verify(request, { secrets }) {
    const values = signaturesIn(request, [HEADER]);
    if (values.length === 0) return refused('signature_missing');
    const candidates = candidatesIn(values, '', 'base64');
    if (candidates.length === 0) return refused('signature_malformed');
    const fields = signedFieldsOf(request);
    if (fields === undefined) return refused('payload_unreadable');
    if (!isBodyInUrl(request)) return refused('signature_mismatch');
    let verdict: Verdict = refused('signature_mismatch');
    for (const url of urlSpellings(request.url)) {
      const judged = signedBy(secrets, candidates, { algorithm: 'sha1', parts: [url, fields] });
      if (verdict.is !== 'accepted') verdict = judged;
    }
    return verdict;
  },
  sign(request, { key }) {
    const fields = signedFieldsOf(request);
    if (fields === undefined || !isBodyInUrl(request)) return undefined;
    const signature = hmacOf('sha1', key, [request.url, fields]);
    return { headers: { [HEADER]: signature.toString('base64') } };
  },
  deliveryIdOf: ({ headers }) => headerValue(headers, 'i-twilio-idempotency-token'),
  hintOf: ({ body }) => STATUSES.map((name) => body.at(name)).find((word) => word !== undefined),
  successOf: (delivery) => (isForm(delivery) ? noInstructions : noContent),
} satisfies WebhookProvider<object>;

const isForm = ({ headers }: Pick<SignedRequest, 'headers'>): boolean =>
  headerValueOf(headerValue(headers, 'content-type') ?? '') === 'application/x-www-form-urlencoded';

const signedFieldsOf = (request: SignedRequest): Buffer | undefined =>
  isForm(request) ? sortedFields(request.rawBody) : Buffer.of();

/** A body that is no form takes part through the signed address, which holds its hash. A hash that is there counts. */
function isBodyInUrl(request: SignedRequest): boolean {
  const { url, rawBody } = request;
  const hash = queryValue(queryOf(url), 'bodySHA256');
  if (hash === undefined) return isForm(request) || rawBody.length === 0;
  return equalsConstantTime(hash.toLowerCase(), sha256Hex(rawBody));
}
