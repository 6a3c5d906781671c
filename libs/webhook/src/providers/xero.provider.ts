import { bodyHmac } from '../signatures/body-hmac.ts';
import { ok } from './answer.ts';
import { greeted } from './handshake.ts';
import { hintFrom } from './hint-from.ts';
import { greetingIn } from './json-in.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Xero Developer, "Configuring your server". */
export const xero = {
  id: 'xero',
  name: 'Xero',
  signature: 'base64 HMAC-SHA256 of the raw body',
  handshakes:
    'Intent to receive: signed requests without events are answered with 200, others with 401.',
  documentation: 'https://developer.xero.com/documentation/guides/webhooks/configuring-your-server',
  secretLabel: 'Webhooks key',
  sample: {
    body: '{"events":[{"resourceId":"717f2bfc-c6d4-41fd-b238-3f2f0c0cf777","eventCategory":"INVOICE","eventType":"UPDATE"}],"firstEventSequence":1,"lastEventSequence":1,"entropy":"S0m3r4Nd0mt3xt"}',
  },
  ...bodyHmac({ header: 'x-xero-signature', encoding: 'base64' }),
  verifiedHandshake: ({ rawBody }) =>
    greetingIn(rawBody, '"events"')?.isEmptyArrayAt('events')
      ? greeted('intent to receive', ok)
      : undefined,
  deliveryIdOf: () => undefined,
  hintOf: ({ body }) =>
    hintFrom(body.at('events', 0, 'eventCategory'), body.at('events', 0, 'eventType')),
  successOf: () => ok,
} satisfies WebhookProvider<object>;
