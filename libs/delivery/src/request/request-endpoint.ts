import type { Endpoint } from '../endpoints/endpoint.entity.ts';
import type { EndpointSecrets, EndpointSettings } from '../endpoints/endpoint-settings.ts';
import type { SigningKey } from '../signing/index.ts';

/** The settings of an endpoint that its requests are made of. */
export type RequestSettings = Pick<
  EndpointSettings,
  'auth' | 'header_names' | 'http_signature' | 'signature' | 'verify_origin'
>;

/** What of an endpoint a request is made of. */
export interface RequestEndpoint {
  endpoint: Pick<Endpoint, 'id' | 'url'> & { settings: RequestSettings };
  /** Null: no configured key opens them, and nothing may be sent. */
  secrets: EndpointSecrets | null;
  /** The current one first, then older ones, newest first. */
  keys: readonly SigningKey[];
}
