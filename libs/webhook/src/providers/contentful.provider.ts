import { hmacOf } from '@millwright/kernel';
import { bodyHmac, candidatesIn, signaturesIn } from '../signatures/body-hmac.ts';
import { bytesOfHeader, headerValue } from '../signatures/header-values.ts';
import { writtenTime } from '../signatures/recent.ts';
import { signedBy } from '../signatures/signed-by.ts';
import { signedAtOf } from '../signatures/timed-hmac.ts';
import { refused, type SignedRequest, type WebhookProvider } from './webhook-provider.ts';

const HEADER = 'x-contentful-signature';
const SIGNED_HEADERS = 'x-contentful-signed-headers';
const TIME = 'x-contentful-timestamp';
const TOLERANCE_SECONDS = 300;
const ADDRESS = /^[a-z]+:\/\/[^/?#]*([^?#]*)\??([^#]*)/i;

/** Source: Contentful Docs, "Request verification". */
export const contentful = {
  id: 'contentful',
  name: 'Contentful',
  signature: 'hex HMAC-SHA256 of a canonical request: method, path, headers, body',
  documentation: 'https://www.contentful.com/developers/docs/webhooks/request-verification/',
  secretLabel: 'Signing secret',
  sample: {
    headers: {
      'content-type': 'application/vnd.contentful.management.v1+json',
      'x-contentful-topic': 'ContentManagement.Entry.publish',
      'x-contentful-idempotency-key': 'k1',
    },
    body: '{"sys":{"id":"e1","type":"Entry"},"fields":{"title":{"en-US":"Hello, World!"}}}',
  },
  ...bodyHmac({ header: HEADER, encoding: 'hex' }),
  toleranceSeconds: TOLERANCE_SECONDS,
  signsUrl: true,
  signedHeadersOf: () => [SIGNED_HEADERS, TIME],
  verify(request, { secrets, toleranceSeconds = TOLERANCE_SECONDS }, nowMs) {
    const values = signaturesIn(request, [HEADER]);
    const headers = signedHeaders(request);
    if (values.length === 0 || headers === undefined) return refused('signature_missing');
    const time = headerValue(request.headers, TIME);
    const signedAtMs = signedAtOf(time, 'ms', { nowMs, toleranceSeconds });
    if (typeof signedAtMs === 'string') return refused(signedAtMs);
    const candidates = candidatesIn(values, '', 'hex');
    if (candidates.length === 0) return refused('signature_malformed');
    const { method, url, rawBody } = request;
    const parts = [`${method}\n${canonicalPath(url)}\n`, headers, '\n', rawBody];
    return signedBy(secrets, candidates, { algorithm: 'sha256', parts, signedAtMs });
  },
  sign(request, { key }, nowMs) {
    const time = writtenTime(nowMs, 'ms');
    const own = { [TIME]: time, [SIGNED_HEADERS]: TIME };
    const { method, url, rawBody } = request;
    const parts = [`${method}\n${canonicalPath(url)}\n`, `${TIME}:${time}`, '\n', rawBody];
    return { headers: { ...own, [HEADER]: hmacOf('sha256', key, parts).toString('hex') } };
  },
  deliveryIdOf: ({ headers }) => headerValue(headers, 'x-contentful-idempotency-key'),
  hintOf: ({ headers }) => headerValue(headers, 'x-contentful-topic'),
} satisfies WebhookProvider<object>;

/** `name:value;…` of the headers that the request lists; undefined when one is missing, or the time is not listed. */
function signedHeaders({ headers }: SignedRequest): Buffer | undefined {
  const listed = headerValue(headers, SIGNED_HEADERS) ?? '';
  const names = listed.split(',').map((name) => name.trim().toLowerCase());
  const values = names.map((name) => headerValue(headers, name));
  if (!names.includes(TIME) || values.includes(undefined)) return undefined;
  const lines = names.map((name, index) => `${name}:${values[index]!}`).sort();
  return bytesOfHeader(lines.join(';'));
}

/** Path and query as the sender writes them: the query escaped but for what already is, then all of it once more. */
function canonicalPath(url: string): string {
  const [, path = '', query = ''] = ADDRESS.exec(url.toWellFormed()) ?? [];
  return encodeURI(
    query === '' ? path : `${path}?${query.replaceAll(/[^%]+/g, encodeURIComponent)}`,
  );
}
