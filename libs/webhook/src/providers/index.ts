import type { WebhookProvider } from './webhook-provider.ts';

/** Every sender we know. */
export const providers: readonly WebhookProvider[] = [];

/** The sender of that name, in any case. */
export const providerNamed = (name: string): WebhookProvider | undefined =>
  providers.find(({ id }) => id === name.toLowerCase());
