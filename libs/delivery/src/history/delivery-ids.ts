import { childIdOf, type Id } from '@millwright/kernel';

/** The id of the delivery of one event to one endpoint: an event that is routed twice makes one. */
export const deliveryIdOf = (eventId: Id, endpointId: Id): Id =>
  childIdOf(eventId, `delivery/${endpointId}`);

/**
 * The id of one attempt. Numbers go on over replays, so that a scheduled and a manual attempt that race compute one id,
 * and one of them wins.
 */
export const attemptIdOf = (deliveryId: Id, number: number): Id =>
  childIdOf(deliveryId, `attempt/${number}`);
