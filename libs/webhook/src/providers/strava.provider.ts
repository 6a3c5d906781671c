import type { z } from 'zod';
import { newSecretText } from '../signatures/new-secret.ts';
import { sharedToken } from '../signatures/shared-token.ts';
import { urlSecretParam } from '../signatures/url-secret.ts';
import { jsonAnswer } from './answer.ts';
import { hintFrom } from './hint-from.ts';
import { hubSubscription, VERIFY_TOKEN, verifyTokenConfig } from './hub-subscription.ts';
import { idFrom } from './id-from.ts';
import type { WebhookProvider } from './webhook-provider.ts';

const config = verifyTokenConfig.extend({ param: urlSecretParam });

type StravaConfig = z.output<typeof config>;

/** Source: Strava Developers, "Webhooks". */
export const strava = {
  id: 'strava',
  name: 'Strava',
  signature: 'a secret in the address',
  handshakes:
    'GET with `hub.verify_token` is answered with `hub.challenge`, if the token is that of the options.',
  documentation: 'https://developers.strava.com/docs/webhooks/',
  secretLabel: 'Secret in the URL',
  notice: 'Strava signs nothing: give it the URL with ?secret=… behind it.',
  sample: {
    body: '{"object_type":"activity","object_id":1,"aspect_type":"create","owner_id":2,"subscription_id":3,"event_time":1516126040}',
  },
  ...sharedToken({ config, places: ({ param }) => ({ query: [param] }) }),
  secretPlacesOf: ({ param }) => ({ query: [param, VERIFY_TOKEN] }),
  newSecret: () => newSecretText('hex'),
  handshakeMethods: ['GET'],
  handshake: (request, { config: { verify_token } }) =>
    hubSubscription(request, verify_token, (challenge) =>
      jsonAnswer({ 'hub.challenge': challenge }),
    ),
  deliveryIdOf: ({ body }) =>
    idFrom(body.at('subscription_id'), body.at('object_id'), body.at('event_time')),
  hintOf: ({ body }) => hintFrom(body.at('object_type'), body.at('aspect_type')),
} satisfies WebhookProvider<StravaConfig>;
