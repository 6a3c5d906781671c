import { z } from 'zod';
import { providers } from './index.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** A setting of a webhook that a provider asks for: forms are made of them. `key` is its path on the webhook. */
export interface ProviderField {
  key: string;
  label: string;
  /** JSON Schema's word. */
  type: string;
  required: boolean;
  secret: boolean;
  options?: readonly string[];
  default?: unknown;
}

/** A provider as it is shown. */
export interface ShownProvider {
  id: string;
  name: string;
  documentation: string | null;
  methods: readonly string[];
  /** Null: no time is signed. */
  tolerance_seconds: number | null;
  needs_public_url: boolean;
  /** Whether it greets, and whether that is how we come by its secret. */
  has_handshake: boolean;
  learns_secret: boolean;
  fields: readonly ProviderField[];
}

/** Every provider, in the order of their names. */
export const providerCatalogue = (): ShownProvider[] =>
  [...providers].sort((a, b) => a.id.localeCompare(b.id)).map(shown);

const shown = (provider: WebhookProvider): ShownProvider => ({
  id: provider.id,
  name: provider.name,
  documentation: provider.documentation ?? null,
  methods: ['POST'],
  tolerance_seconds: provider.toleranceSeconds,
  needs_public_url: provider.signsUrl,
  has_handshake: false,
  learns_secret: false,
  fields: fieldsOf(provider),
});

const fieldsOf = (provider: WebhookProvider): ProviderField[] => [
  {
    key: 'verification.secrets',
    label: provider.secretLabel,
    type: 'array',
    required: true,
    secret: true,
  },
  ...configFields(provider),
];

interface JsonSchema {
  properties?: Record<string, Property>;
  required?: readonly string[];
}

interface Property {
  type?: string;
  description?: string;
  enum?: readonly string[];
  default?: unknown;
}

/** The provider's own options, as their schema describes them. */
function configFields(provider: WebhookProvider): ProviderField[] {
  const schema = z.toJSONSchema(provider.config, { io: 'input' }) as JsonSchema;
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    key: `verification.config.${name}`,
    label: property.description ?? name,
    type: property.type ?? 'string',
    required: schema.required?.includes(name) ?? false,
    secret: false,
    ...(property.enum && { options: property.enum }),
    ...(property.default !== undefined && { default: property.default }),
  }));
}
