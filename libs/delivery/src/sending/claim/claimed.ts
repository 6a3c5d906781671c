import type { Id } from '@millwright/kernel';
import type { DeliveryToSend } from '../attempt/delivery-to-send.ts';

/** Which endpoint may start how many attempts here. */
export interface Ask {
  endpointId: Id;
  most: number;
}

/** A delivery whose attempt has been started: it is this runner's until its lease ends. */
export interface Claimed {
  deliveryId: Id;
  endpointId: Id;
  workspaceId: Id;
  /** Of the attempt. */
  number: number;
  isManual: boolean;
  isProbe: boolean;
  /** Others may come behind it. */
  isInLane: boolean;
  startedAt: Date;
}

/** What an endpoint that was asked answered. */
export interface EndpointTurn {
  endpointId: Id;
  /** What is cached of the endpoint has to be as new. */
  changedEpoch: number;
  claimed: Claimed[];
  /** It gave as many as it was asked for, or as may be under way: an end makes room for more. */
  mayHaveMore: boolean;
  /** When its rate lets the next start. */
  askAgainAt: Date | null;
  /** The receiver is to be asked whether it wants our webhooks; this runner is to do so. */
  asksOrigin: boolean;
}

/** What claiming gave: the turns of those that could be asked, and what is to be sent, by id. */
export interface Claims {
  turns: EndpointTurn[];
  deliveries: ReadonlyMap<Id, DeliveryToSend>;
}

/** The lease of an attempt, in seconds; renewed while its runner lives. */
export const LEASE_SECONDS = 60;
