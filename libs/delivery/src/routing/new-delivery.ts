import type { Id } from '@millwright/kernel';
import type { EndpointFormat } from '../endpoints/endpoint.entity.ts';
import type { LanePlace } from './ordering-key.ts';

/** A delivery before it is stored. */
export interface NewDelivery extends LanePlace {
  id: Id;
  workspaceId: Id;
  endpointId: Id;
  eventId: Id | null;
  eventIds: Id[] | null;
  topic: string | null;
  topics: string[] | null;
  format: EndpointFormat;
  /** Null: a template makes it at the first attempt. */
  body: { json: string; isText: boolean } | null;
  sizeBytes: number;
  /** Above the limit: it is kept, and nobody attempts it. */
  isTooLarge: boolean;
  orderingKey: string | null;
  createdAt: Date;
  runAt: Date;
}

/** Kept with a delivery whose body is above the limit. */
export const tooLargeMessage = (sizeBytes: number, maxBodyBytes: number): string =>
  `the body has ${sizeBytes} bytes; the limit is ${maxBodyBytes} (DELIVERY_MAX_BODY_BYTES): leave out fields, or raise it`;
