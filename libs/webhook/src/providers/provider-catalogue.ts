import { sampleWordsOf } from '../samples/sample-words.ts';
import { providers } from './index.ts';
import { optionsSchemaOf } from './secret-options.ts';
import { methodsOf, type SampleDelivery, type WebhookProvider } from './webhook-provider.ts';

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
  /** Set where this is only another name of a provider. */
  alias_of: string | null;
  documentation: string | null;
  methods: readonly string[];
  /** How requests are signed, for people, and the headers that it is in. */
  signature: string;
  signature_headers: readonly string[];
  /** Which handshakes are answered, for people. */
  handshake: string | null;
  /** Null: no time is signed. */
  tolerance_seconds: number | null;
  needs_public_url: boolean;
  /** False: parts of the body, or all of it, could be changed on the way. */
  signs_body: boolean;
  /** Whether it greets, and whether that is how we come by its secret. */
  has_handshake: boolean;
  learns_secret: boolean;
  /** Whether we can make the secret, for the owner to give to the sender. */
  makes_secret: boolean;
  /** What the owner should know before trusting it. */
  notice: string | null;
  sample: ShownSample;
  fields: readonly ProviderField[];
  /** JSON Schema of `verification.config`. */
  config_schema: Record<string, unknown>;
}

/** A delivery as the sender makes them, with the words that it would be known by. */
export interface ShownSample extends SampleDelivery {
  event: string | null;
  delivery_id: string | null;
}

/** Every provider, in the order of their names. */
export const providerCatalogue = (): ShownProvider[] =>
  [...providers].sort((a, b) => a.id.localeCompare(b.id)).map(shown);

const shown = (provider: WebhookProvider): ShownProvider => ({
  id: provider.id,
  name: provider.name,
  alias_of: provider.aliasOf ?? null,
  documentation: provider.documentation ?? null,
  methods: methodsOf(provider),
  signature: provider.signature,
  signature_headers: signatureHeadersOf(provider),
  handshake: provider.handshakes ?? null,
  tolerance_seconds: provider.toleranceSeconds,
  needs_public_url: provider.signsUrl,
  signs_body: provider.signsBody,
  has_handshake: provider.handshake !== undefined || provider.verifiedHandshake !== undefined,
  learns_secret: provider.learnsSecret ?? false,
  makes_secret: provider.newSecret !== undefined,
  notice: provider.notice ?? null,
  sample: { ...provider.sample, ...sampleWordsOf(provider) },
  fields: fieldsOf(provider),
  config_schema: optionsSchemaOf(provider) as Record<string, unknown>,
});

/** As long as the owner sets no options. */
function signatureHeadersOf(provider: WebhookProvider): readonly string[] {
  const config = provider.config.safeParse({});
  return config.success ? provider.signatureHeadersOf(config.data) : [];
}

const fieldsOf = (provider: WebhookProvider): ProviderField[] => [
  {
    key: 'verification.secrets',
    label: provider.secretLabel,
    type: 'array',
    required: provider.learnsSecret !== true,
    secret: true,
  },
  ...configFields(provider),
];

/** The provider's own options, as their schema describes them. */
function configFields(provider: WebhookProvider): ProviderField[] {
  const { properties = {}, required = [] } = optionsSchemaOf(provider);
  return Object.entries(properties).map(([name, property]) => ({
    key: `verification.config.${name}`,
    label: property.description ?? name,
    type: property.type ?? 'string',
    required: required.includes(name),
    secret: property.secret ?? false,
    ...(property.enum && { options: property.enum }),
    ...(property.default !== undefined && { default: property.default }),
  }));
}
