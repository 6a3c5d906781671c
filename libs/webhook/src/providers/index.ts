import { github } from './github.provider.ts';
import { hmac } from './hmac.provider.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Every sender we know. A new one is its file, its fixtures, and one line here. */
export const providers: readonly WebhookProvider[] = [github, hmac];

const byId: ReadonlyMap<string, WebhookProvider> = new Map(
  providers.map((provider) => [provider.id, provider]),
);

/** The sender of that name, in any case. */
export const providerNamed = (name: string): WebhookProvider | undefined =>
  byId.get(name.toLowerCase());
