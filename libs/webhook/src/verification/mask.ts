import type { ReceivedRequest, WebhookProvider } from '../providers/webhook-provider.ts';
import { maskedBody, maskedHeaders, maskedQuery, maskedUrl } from './secret-places.ts';
import type { Headers, SecretPlaces } from './secret-places.ts';

/** Takes out of requests, before they are kept or shown, the secrets that they tell. */
export class Mask {
  private readonly places: SecretPlaces;
  private readonly told: readonly string[];

  /**
   * `config`: the provider's options as they are kept. Where they cannot be read, whatever they name may hold a secret.
   * `secrets`: the values of those that requests may tell in their bodies.
   */
  constructor(
    private readonly provider: WebhookProvider | null,
    config: unknown,
    secrets: readonly string[],
  ) {
    const places = provider && placesOf(provider, config);
    this.places = {
      headers: ['authorization', ...(places?.headers ?? [])],
      query: places?.query ?? [],
    };
    this.told = provider?.tellsSecretIn === 'body' ? secrets : [];
  }

  headers(headers: ReceivedRequest['headers']): Headers {
    return maskedHeaders(headers as Headers, this.places);
  }

  query(query: string): string {
    return maskedQuery(query, this.places);
  }

  /** Of a URL, or the target of a request. */
  url(url: string): string {
    return maskedUrl(url, this.places);
  }

  body(body: Buffer): Buffer {
    return maskedBody(body, this.told);
  }

  /** Whether a body so encoded may tell a secret that cannot be found in it. */
  hides({ 'content-encoding': encoding }: ReceivedRequest['headers']): boolean {
    return this.provider?.tellsSecretIn === 'body' && encoding !== undefined;
  }
}

function placesOf(provider: WebhookProvider, config: unknown): Partial<SecretPlaces> {
  const read = provider.config.safeParse(config);
  if (read.success) return provider.secretPlacesOf?.(read.data) ?? {};
  const usual = provider.config.safeParse({});
  const { headers = [], query = [] } =
    (usual.success && provider.secretPlacesOf?.(usual.data)) || {};
  const named = Object.values(config ?? {}).filter((value) => typeof value === 'string');
  return {
    headers: [...headers, ...named.map((name) => name.toLowerCase())],
    query: [...query, ...named],
  };
}
