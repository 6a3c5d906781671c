export { activeEndpoint, type ActiveEndpoint } from './active-endpoints.ts';
export { deliveryHintOf } from './delivery-hint.ts';
export {
  bodyEventOf,
  bodyRulesOf,
  DeliveryMaker,
  type DeliveryRules,
  type WantedEvent,
} from './delivery-maker.ts';
export { EndpointIndex } from './endpoint-index.ts';
export { EndpointOutlet } from './endpoint-outlet.ts';
export { laneOfKey, orderingKeyOf } from './ordering-key.ts';
