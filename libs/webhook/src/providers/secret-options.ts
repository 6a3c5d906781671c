import { z } from 'zod';
import type { WebhookProvider } from './webhook-provider.ts';

/** JSON Schema of a provider's own options, as far as forms need it. */
export interface OptionsSchema {
  properties?: Record<string, OptionSchema>;
  required?: readonly string[];
}

/** JSON Schema of one of them; `secret`: it is sealed, and never shown. */
export interface OptionSchema {
  type?: string;
  description?: string;
  secret?: boolean;
  enum?: readonly string[];
  default?: unknown;
}

const known = new WeakMap<WebhookProvider, readonly string[]>();

/** What may be given as a provider's own options. */
export const optionsSchemaOf = (provider: WebhookProvider): OptionsSchema =>
  z.toJSONSchema(provider.config, { io: 'input' }) as OptionsSchema;

/** The names of a provider's options that are secrets. */
export function secretOptionsOf(provider: WebhookProvider): readonly string[] {
  const found = known.get(provider);
  if (found !== undefined) return found;
  const options = Object.entries(optionsSchemaOf(provider).properties ?? {});
  const names = options.filter(([, { secret }]) => secret === true).map(([name]) => name);
  known.set(provider, names);
  return names;
}
