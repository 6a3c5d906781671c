export { DeliveryHistory } from './delivery-history.ts';
export type { RemovedDeliveries } from './remove-deliveries.ts';
