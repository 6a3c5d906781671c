import { bodyHmac } from '../signatures/body-hmac.ts';
import { headerValue } from '../signatures/header-values.ts';
import { signedAtOf } from '../signatures/timed-hmac.ts';
import { ok } from './answer.ts';
import { hintFrom } from './hint-from.ts';
import { jsonIn } from './json-in.ts';
import { refused, type WebhookProvider } from './webhook-provider.ts';

const TOLERANCE_SECONDS = 60;

const signed = bodyHmac({ header: 'linear-signature', encoding: 'hex' });

/** Source: Linear Developers, "Webhooks". */
export const linear = {
  id: 'linear',
  name: 'Linear',
  signature: 'hex HMAC-SHA256 of the raw body, which holds the time',
  documentation: 'https://linear.app/developers/webhooks',
  secretLabel: 'Signing secret',
  sample: {
    headers: {
      'linear-event': 'Comment',
      'linear-delivery': '234d1a4e-b617-4388-90fe-adc3633d6b72',
    },
    body: '{"action":"create","type":"Comment","data":{"body":"Hello"}}',
  },
  ...signed,
  toleranceSeconds: TOLERANCE_SECONDS,
  verify(request, by, nowMs) {
    const verdict = signed.verify(request, by, nowMs);
    if (verdict.is === 'refused') return verdict;
    const { headers, rawBody } = request;
    const time =
      jsonIn(rawBody)?.at('webhookTimestamp') ?? headerValue(headers, 'linear-timestamp');
    const { toleranceSeconds = TOLERANCE_SECONDS } = by;
    const signedAtMs = signedAtOf(time, 'ms', { nowMs, toleranceSeconds });
    return typeof signedAtMs === 'string' ? refused(signedAtMs) : { ...verdict, signedAtMs };
  },
  sign: (request, by, nowMs) => ({
    headers: { ...signed.sign!(request, by, nowMs)?.headers, 'linear-timestamp': String(nowMs) },
  }),
  deliveryIdOf: ({ headers }) => headerValue(headers, 'linear-delivery'),
  hintOf: ({ headers, body }) => hintFrom(headerValue(headers, 'linear-event'), body.at('action')),
  successOf: () => ok,
} satisfies WebhookProvider<object>;
