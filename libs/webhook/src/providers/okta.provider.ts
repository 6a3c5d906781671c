import { z } from 'zod';
import { headerValue } from '../signatures/header-values.ts';
import { newSecretText } from '../signatures/new-secret.ts';
import { sharedToken } from '../signatures/shared-token.ts';
import { jsonAnswer } from './answer.ts';
import { echo } from './handshake.ts';
import { headerName } from './header-name.ts';
import type { WebhookProvider } from './webhook-provider.ts';

const config = z.strictObject({
  header: headerName
    .default('authorization')
    .meta({ description: 'The header that Okta sends the secret in.' }),
});

type OktaConfig = z.output<typeof config>;

/** Source: Okta Developer, "Event hooks". */
export const okta = {
  id: 'okta',
  name: 'Okta',
  signature: 'a secret in a header',
  handshakes: 'GET with `X-Okta-Verification-Challenge` is answered with the same.',
  documentation: 'https://developer.okta.com/docs/concepts/event-hooks/',
  secretLabel: 'Authentication secret',
  sample: {
    body: '{"eventType":"com.okta.event_hook","eventId":"b0a9b0d6","data":{"events":[{"eventType":"user.lifecycle.create"}]}}',
  },
  ...sharedToken({ config, places: ({ header }) => ({ headers: [header] }) }),
  newSecret: () => newSecretText('hex'),
  handshakeMethods: ['GET'],
  handshake: ({ method, headers }) =>
    method === 'GET'
      ? echo('challenge', headerValue(headers, 'x-okta-verification-challenge'), (verification) =>
          jsonAnswer({ verification }),
        )
      : undefined,
  deliveryIdOf: ({ body }) => body.at('eventId'),
  hintOf: ({ body }) => body.at('data', 'events', 0, 'eventType'),
} satisfies WebhookProvider<OktaConfig>;
