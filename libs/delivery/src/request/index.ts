export { MASK } from './masked.ts';
export type { RequestEndpoint, RequestSettings } from './request-endpoint.ts';
export type { Header } from './signature-headers.ts';
export {
  requestOriginOf,
  signedRequestOf,
  type InstanceFacts,
  type RequestAttempt,
  type RequestDelivery,
  type SignedRequest,
} from './signed-request.ts';
