import type { Conditions } from '@millwright/event';
import type { Id } from '@millwright/kernel';

/** What may start within a period, over all runners. */
export interface RateLimit {
  limit: number;
  period: 'second' | 'minute' | 'hour';
}

/** How the endpoint is told who we are, besides the signature. Secrets are sealed apart. */
export type ReceiverAuth =
  | { type: 'none' }
  | { type: 'bearer' }
  | { type: 'basic'; username: string }
  | { type: 'oauth2'; token_url: string; client_id: string; scope: string | null };

/** The settings of an endpoint that have no column of their own; the API's names, all present. */
export interface EndpointSettings {
  type_names: Record<string, string>;
  exclude_fields: string[];
  /** Which events of the topics reach the endpoint; null: all of them. */
  filter: Conditions | null;
  /** A Liquid template that renders the body's data; null: as it is. */
  transformation: string | null;
  batch_limit: number;
  batch_interval_s: number;
  batch_order: 'chronological' | 'reverse_chronological' | null;
  signature: 'v1' | 'v1a' | 'both';
  /** RFC 9421 beside it. */
  http_signature: 'none' | 'hmac-sha256' | 'ed25519';
  /** Names of extra request headers; their values are sealed. */
  header_names: string[];
  auth: ReceiverAuth;
  /** The client certificate in PEM; its key is sealed. */
  client_certificate: string | null;
  timeout_s: number;
  connect_timeout_s: number;
  /** Seconds before each attempt. */
  retry_schedule: number[];
  rate_limit: RateLimit | null;
  concurrency: number;
  ordering_key: string | null;
  on_exhausted: 'continue' | 'block';
  auto_disable: boolean;
  verify_origin: boolean;
  notice_emails: string[] | null;
}

/** What of an endpoint lies sealed in its row, as JSON. */
export interface EndpointSecrets {
  /** By name, as in `header_names`. */
  headers: Record<string, string>;
  /** The bearer token, the password, or the client secret. */
  auth: string | null;
  /** The key of the client certificate in PEM. */
  client_key: string | null;
}

/** What an endpoint's sealed members are sealed for: they open nowhere else. */
export const endpointSecretsContext = (workspaceId: Id, endpointId: Id): string =>
  `workspaces/${workspaceId}/endpoints/${endpointId}`;
