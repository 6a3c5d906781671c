import { sign, type KeyObject } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Sent } from './http-client.ts';

/** The topic that SNS messages of tests come from. */
export const SNS_TOPIC = 'arn:aws:sns:eu-west-1:123456789012:orders';
const SNS_SIGNED = [
  'Message',
  'MessageId',
  'SubscribeURL',
  'Timestamp',
  'Token',
  'TopicArn',
  'Type',
];

/** A message of Amazon SNS, signed by the key of a certificate, as it is posted. */
export function snsMessage(
  message: Record<string, string>,
  {
    privateKey,
    certificateUrl,
    sentMs,
  }: { privateKey: KeyObject; certificateUrl: string; sentMs: number },
): Sent {
  const said: Record<string, string> = {
    MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
    Message: 'Hello',
    TopicArn: SNS_TOPIC,
    Timestamp: new Date(sentMs).toISOString(),
    ...message,
  };
  const text = SNS_SIGNED.filter((name) => name in said)
    .map((name) => `${name}\n${said[name]}\n`)
    .join('');
  const signature = sign('sha256', Buffer.from(text), privateKey).toString('base64');
  return {
    headers: { 'content-type': 'text/plain; charset=UTF-8' },
    body: JSON.stringify({
      ...said,
      SignatureVersion: '2',
      Signature: signature,
      SigningCertURL: certificateUrl,
    }),
  };
}

/** A delivery of PayPal to the webhook with that id of PayPal's. */
export function paypalDelivery(
  webhookId: string,
  { privateKey, certificateUrl }: { privateKey: KeyObject; certificateUrl: string },
): Sent {
  const id = '69cd13f0-d67a-11e5-baa3-778b53f4ae55';
  const time = '2026-01-01T00:00:00Z';
  const body = '{"id":"WH-1","event_type":"PAYMENT.CAPTURE.COMPLETED"}';
  const signed = Buffer.from(`${id}|${time}|${webhookId}|${crc32(body)}`);
  return {
    headers: {
      'content-type': 'application/json',
      'paypal-transmission-id': id,
      'paypal-transmission-time': time,
      'paypal-transmission-sig': sign('sha256', signed, privateKey).toString('base64'),
      'paypal-auth-algo': 'SHA256withRSA',
      'paypal-cert-url': certificateUrl,
    },
    body,
  };
}
