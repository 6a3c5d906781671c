export { bodyTypeOf } from './body-type.ts';
export type { BodyFormat, BodyType, CallHeaders } from './body-type.ts';
export {
  aliasProblemOf,
  callAddressOf,
  addressSegmentsOf,
  targetOfHash,
  targetOfPath,
} from './call-address.ts';
export type {
  BatchAddress,
  CallAddress,
  CallMode,
  CallTarget,
  OptionsAddress,
  RefusedAddress,
  RunAddress,
} from './call-address.ts';
export { callArgsOf } from './call-args.ts';
export type { CallArgs, CallRequest, CredentialPlace } from './call-args.ts';
export { bodyTooLarge, callBodyOf, readCallBody } from './call-body.ts';
export type { CallBody } from './call-body.ts';
export { fingerprintOf } from './call-fingerprint.ts';
export type { FingerprintedCall } from './call-fingerprint.ts';
export { callQueryOf } from './call-query.ts';
export type { CallQuery } from './call-query.ts';
export { callTimeOf } from './call-time.ts';
export { idempotencyKeyOf } from './idempotency-key.ts';
export { DEFAULT_TAG, Parameters } from './parameters.ts';
export { payloadBodyOf } from './payload.ts';
export { QueueStates } from './queue-states.ts';
export type { HiddenParts } from './shown-request.ts';
