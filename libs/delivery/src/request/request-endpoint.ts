import type { Id } from '@millwright/kernel';
import type { EndpointSecrets, EndpointSettings } from '../endpoints/endpoint-settings.ts';
import type { SigningKey } from '../signing/index.ts';

/** What of an endpoint a request is made of. */
export interface RequestEndpoint {
  id: Id;
  url: string;
  settings: Pick<
    EndpointSettings,
    'auth' | 'header_names' | 'http_signature' | 'signature' | 'verify_origin'
  >;
  secrets: EndpointSecrets;
  /** The current one first, then older ones, newest first. */
  keys: readonly SigningKey[];
}
