import { z } from 'zod';
import { newSecretText } from '../signatures/new-secret.ts';
import { sharedToken } from '../signatures/shared-token.ts';
import { headerName } from './header-name.ts';
import type { WebhookProvider } from './webhook-provider.ts';

const config = z.strictObject({
  header: headerName.default('x-api-key').meta({ description: 'The header that holds the key.' }),
  query: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .meta({ description: 'The parameter of the address that may hold the key instead.' }),
});

type ApiKeyConfig = z.output<typeof config>;

/** Any sender that shows a key. */
export const apiKey = {
  id: 'api-key',
  name: 'API key',
  signature: 'the key as it is, in a header or in the address',
  secretLabel: 'Key',
  sample: { body: '{"hello":"world"}' },
  ...sharedToken({
    config,
    places: ({ header, query }) => ({
      headers: [header],
      query: query === undefined ? [] : [query],
    }),
  }),
  newSecret: () => newSecretText('hex'),
  deliveryIdOf: () => undefined,
  hintOf: () => undefined,
} satisfies WebhookProvider<ApiKeyConfig>;
