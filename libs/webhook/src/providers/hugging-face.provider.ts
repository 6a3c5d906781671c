import { noConfig } from '../signatures/body-hmac.ts';
import { newSecretText } from '../signatures/new-secret.ts';
import { sharedToken } from '../signatures/shared-token.ts';
import { hintFrom } from './hint-from.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Hugging Face Hub Docs, "Webhooks". */
export const huggingFace = {
  id: 'hugging-face',
  name: 'Hugging Face',
  signature: 'a secret in a header',
  documentation: 'https://huggingface.co/docs/hub/webhooks',
  secretLabel: 'Secret',
  sample: {
    body: '{"event":{"action":"update","scope":"repo.content"},"repo":{"name":"some-user/some-repo"}}',
  },
  ...sharedToken<object>({
    config: noConfig,
    places: () => ({ headers: ['x-webhook-secret'] }),
    pattern: /^[\x21-\x7e]+$/,
  }),
  newSecret: () => newSecretText('hex'),
  deliveryIdOf: () => undefined,
  hintOf: ({ body }) => hintFrom(body.at('event', 'scope'), body.at('event', 'action')),
} satisfies WebhookProvider<object>;
