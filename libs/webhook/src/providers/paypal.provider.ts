import { verify } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { candidatesIn, noConfig, signaturesIn } from '../signatures/body-hmac.ts';
import { bytesOfHeader, headerValue } from '../signatures/header-values.ts';
import { hmacKeyOf } from '../signatures/hmac-key.ts';
import { pinnedUrl } from '../signatures/pinned-url.ts';
import { certifiedKeyOf } from '../signatures/public-keys.ts';
import { triedOf } from '../signatures/signed-by-public-key.ts';
import { signedAtOf } from '../signatures/timed-hmac.ts';
import { refused, type SignedRequest, type WebhookProvider } from './webhook-provider.ts';

const SIGNATURE = 'paypal-transmission-sig';
const ID = 'paypal-transmission-id';
const TIME = 'paypal-transmission-time';
const PINS = {
  key: { host: /^([a-z0-9-]+\.)+paypal\.com$/, path: /^\/v1\/notifications\/certs\/[\w-]+$/ },
};

/** Source: PayPal Developer, "Verify webhook signatures". */
export const paypal = {
  id: 'paypal',
  name: 'PayPal',
  signature:
    'RSA-SHA256 over id, time, webhook id and checksum of the body, by a certificate that the request names. Retries run for days, so the time is not judged',
  documentation: 'https://developer.paypal.com/api/rest/webhooks/rest/',
  secretLabel: 'Webhook id',
  notice:
    'PayPal signs a checksum of the body, not the body: who holds one signed delivery can write another that passes.',
  sample: { body: '{"id":"WH-1","event_type":"PAYMENT.CAPTURE.COMPLETED","resource":{"id":"1"}}' },
  toleranceSeconds: 0,
  signsUrl: false,
  // A CRC-32: another body with the same sum is easily made.
  signsBody: false,
  config: noConfig,
  keyOf: (secret) => hmacKeyOf(secret, 'utf8'),
  signatureHeadersOf: () => [SIGNATURE],
  signedHeadersOf: () => [ID, TIME],
  pins: PINS,
  keysNeeded: (request) => [certificateUrlOf(request)].filter((url) => url !== undefined),
  verify(request, { secrets, toleranceSeconds = 0, fetched }, nowMs) {
    const { headers, rawBody } = request;
    const values = signaturesIn(request, [SIGNATURE]);
    const id = headerValue(headers, ID);
    if (values.length === 0 || id === undefined) return refused('signature_missing');
    const time = headerValue(headers, TIME);
    const signedAtMs = signedAtOf(time, 'iso', { nowMs, toleranceSeconds });
    if (typeof signedAtMs === 'string') return refused(signedAtMs);
    const candidates = triedOf(candidatesIn(values, '', 'base64'));
    const isKnown = headerValue(headers, 'paypal-auth-algo') === 'SHA256withRSA';
    if (candidates.length === 0 || !isKnown) return refused('signature_malformed');
    const url = certificateUrlOf(request);
    if (url === undefined) return refused('key_untrusted');
    const certificate = fetched.get(url);
    if (certificate === undefined) return refused('key_unavailable');
    const key = certifiedKeyOf(certificate, nowMs);
    if (key === undefined) return refused('key_untrusted');
    const checksum = crc32(rawBody);
    const by = secrets.find((secret) => {
      const head = `${id}|${time}|${secret.key.export().toString('latin1')}|${checksum}`;
      const signed = bytesOfHeader(head);
      return candidates.some((candidate) => verify('sha256', signed, key, candidate));
    });
    if (by === undefined) return refused('signature_mismatch');
    return { is: 'accepted', scheme: 'rsa-sha256', secretId: by.id, signedAtMs };
  },
  deliveryIdOf: ({ body }) => body.at('id'),
  hintOf: ({ body }) => body.at('event_type'),
} satisfies WebhookProvider<object>;

const certificateUrlOf = ({ headers }: SignedRequest): string | undefined =>
  pinnedUrl(headerValue(headers, 'paypal-cert-url'), PINS.key);
