import type { AttemptResult } from '../attempt/attempt-result.ts';
import type { DeliveryToSend } from '../attempt/delivery-to-send.ts';
import type { Claimed } from '../claim/claimed.ts';

/** An attempt that has ended and is to be recorded. */
export interface EndedAttempt {
  claimed: Claimed;
  delivery: Pick<DeliveryToSend, 'eventId' | 'eventIds' | 'topic' | 'topics'>;
  result: AttemptResult;
}
