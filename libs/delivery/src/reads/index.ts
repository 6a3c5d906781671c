export { AttemptReads } from './attempt-reads.ts';
export type { AttemptShape } from './attempt-shape.ts';
export type { DeliveryFilters } from './delivery-filters.ts';
export { DeliveryReads, type EventDelivery } from './delivery-reads.ts';
export type { DeliveryShape } from './delivery-shape.ts';
export {
  deliveryStatuses,
  waitingReasons,
  type DeliveryStatus,
  type WaitingReason,
} from './delivery-status.ts';
