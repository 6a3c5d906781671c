export { Attempt } from './attempt.entity.ts';
export { Delivery, type DeliveryState } from './delivery.entity.ts';
export { attemptIdOf, deliveryIdOf } from './delivery-ids.ts';
