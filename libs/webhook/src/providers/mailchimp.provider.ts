import { z } from 'zod';
import { newSecretText } from '../signatures/new-secret.ts';
import { sharedToken } from '../signatures/shared-token.ts';
import { urlSecretParam } from '../signatures/url-secret.ts';
import { ok } from './answer.ts';
import { greeted } from './handshake.ts';
import type { WebhookProvider } from './webhook-provider.ts';

const config = z.strictObject({ param: urlSecretParam });

type MailchimpConfig = z.output<typeof config>;

/** Source: Mailchimp Marketing API, "Sync audience data with webhooks". */
export const mailchimp = {
  id: 'mailchimp',
  name: 'Mailchimp',
  signature: 'a secret in the address',
  handshakes: 'GET and HEAD are answered with 200.',
  documentation: 'https://mailchimp.com/developer/marketing/guides/sync-audience-data-webhooks/',
  secretLabel: 'Secret in the URL',
  notice: 'Give Mailchimp the URL with ?secret=… behind it.',
  sample: {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'type=subscribe&data%5Bid%5D=8a25ff1d98',
  },
  ...sharedToken({ config, places: ({ param }) => ({ query: [param] }) }),
  newSecret: () => newSecretText('hex'),
  handshakeMethods: ['GET', 'HEAD'],
  handshake: ({ method }) =>
    method === 'GET' || method === 'HEAD' ? greeted('address check', ok) : undefined,
  deliveryIdOf: () => undefined,
  hintOf: ({ body }) => body.at('type'),
  successOf: () => ok,
} satisfies WebhookProvider<MailchimpConfig>;
