export { EndpointItem } from './endpoint-item.entity.ts';
export { QueuedDelivery, type QueueState } from './queued-delivery.entity.ts';
export { FIRST_PLACE, settleLanes, type EndpointLane } from './settle-lanes.ts';
