import type { WebhookProvider } from './webhook-provider.ts';

/** Another name that a sender is known by, or one of its products: it behaves the same. */
export const alias = <Config>(
  provider: WebhookProvider<Config>,
  id: string,
  name: string,
): WebhookProvider<Config> => ({ ...provider, id, name, aliasOf: provider.id });
