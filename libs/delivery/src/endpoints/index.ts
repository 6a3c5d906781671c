export { draftChanged, draftNew, type EndpointDraft } from './draft-endpoint.ts';
export { EndpointHealth } from './endpoint-health.entity.ts';
export { EndpointKey } from './endpoint-key.entity.ts';
export type { EndpointFault } from './endpoint-fault.ts';
export { endpointRulesOf, urlFaultOf, usualRules, type EndpointRules } from './endpoint-rules.ts';
export { openSecrets, sealedEndpointSecrets, sealSecrets } from './endpoint-secrets.ts';
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
export {
  DEFAULT_RETRY_SCHEDULE,
  endpointCreateSchema,
  endpointPatchSchema,
  MASKED,
  secretRotationSchema,
  type EndpointFields,
  type EndpointPatch,
  type SecretRotation,
} from './endpoint.schema.ts';
export { EndpointStore, MAX_ENDPOINTS, type EndpointFilters } from './endpoint.store.ts';
export {
  EndpointWriter,
  type ChangedEndpoint,
  type EndpointWithKey,
  type Refused,
  type RotatedKey,
} from './endpoint.writer.ts';
export { healthOf } from './health-rows.ts';
export { keepOrder } from './keep-order.ts';
export { loadSendable, type SendableEndpoint } from './sendable-endpoint.ts';
export { healthStates, shownHealthOf, type HealthState, type ShownHealth } from './shown-health.ts';
