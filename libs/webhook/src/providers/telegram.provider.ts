import { noConfig } from '../signatures/body-hmac.ts';
import { newSecretText } from '../signatures/new-secret.ts';
import { sharedToken } from '../signatures/shared-token.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Telegram Bot API, "setWebhook". */
export const telegram = {
  id: 'telegram',
  name: 'Telegram',
  signature: 'a secret token in a header',
  documentation: 'https://core.telegram.org/bots/api#setwebhook',
  secretLabel: 'secret_token of setWebhook',
  sample: { body: '{"update_id":10000,"message":{"message_id":1,"text":"Hello"}}' },
  ...sharedToken<object>({
    config: noConfig,
    places: () => ({ headers: ['x-telegram-bot-api-secret-token'] }),
    pattern: /^[\w-]{1,256}$/,
  }),
  newSecret: () => newSecretText('hex'),
  deliveryIdOf: ({ body }) => body.at('update_id'),
  hintOf: ({ body }) => body.names().find((name) => name !== 'update_id'),
} satisfies WebhookProvider<object>;
