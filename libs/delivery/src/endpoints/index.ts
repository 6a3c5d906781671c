export { EndpointHealth } from './endpoint-health.entity.ts';
export { EndpointKey } from './endpoint-key.entity.ts';
export {
  endpointSecretsContext,
  type EndpointSecrets,
  type EndpointSettings,
  type RateLimit,
  type ReceiverAuth,
} from './endpoint-settings.ts';
export {
  Endpoint,
  type DisabledReason,
  type EndpointFormat,
  type EndpointMode,
  type EndpointOrdering,
} from './endpoint.entity.ts';
