import { Database, type Transaction } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { Inject, Injectable } from '@nestjs/common';
import { FIRST_PLACE, settleLanes } from '../queue/index.ts';
import type { DeliveryStatus } from '../reads/delivery-status.ts';
import { DeliveryHints } from './delivery-hints.ts';
import { done, refused, type DeliveryOutcome } from './delivery-outcome.ts';
import { laneOfReplay } from './lane-of-replay.ts';
import { lockDelivery, type LockedDelivery } from './lock-delivery.ts';
import { queueAgain, type QueuedAgain } from './queue-again.ts';

/** What a command made of a delivery. */
export interface CommandedDelivery {
  id: Id;
  status: DeliveryStatus;
}

type Outcome = DeliveryOutcome<CommandedDelivery>;

/** Sends deliveries again and cancels them, by hand. */
@Injectable()
export class DeliveryCommands {
  constructor(
    private readonly database: Database,
    @Inject(DeliveryHints) private readonly hints: Pick<DeliveryHints, 'send'>,
  ) {}

  /** From any status but under way: due now, past circuit and pause, before all others of its lane. */
  replay(workspaceId: Id, id: Id): Promise<Outcome> {
    return this.changed(workspaceId, id, async (tx, delivery) => {
      const fault = whyNotReplayed(delivery);
      if (fault !== undefined) return refused('conflict', fault);
      await queueAgain(tx, {
        workspaceId,
        endpointId: delivery.endpointId,
        deliveries: [placedFirst(delivery)],
        runAt: new Date(),
        isManual: true,
      });
      return done({ id, status: 'due' });
    });
  }

  /** What has not ended is not sent any more. An attempt that is under way is its last. */
  cancel(workspaceId: Id, id: Id): Promise<Outcome> {
    return this.changed(workspaceId, id, async (tx, delivery) => {
      const { queued, state, attempts, endpointId, lane } = delivery;
      const isGone = delivery.isEndpointDeleted && queued !== 'started';
      if (queued === null || isGone) {
        const is = isGone && state === 'open' ? 'cancelled' : state;
        return refused('not_cancellable', `a delivery that is ${is} cannot be cancelled`);
      }
      await tx.execute(
        `update deliveries set state = 'cancelled', stopped_at = now(), attempts = $2 where id = $1`,
        [id, attempts],
      );
      await tx.execute('delete from delivery_queue where delivery_id = $1', [id]);
      await settleLanes(tx, lane === null ? [] : [{ endpointId, lane }]);
      return done({ id, status: 'cancelled' });
    });
  }

  private changed(
    workspaceId: Id,
    id: Id,
    change: (tx: Transaction, delivery: LockedDelivery) => Promise<Outcome>,
  ): Promise<Outcome> {
    return this.database.transaction(async (tx) => {
      const delivery = await lockDelivery(tx, workspaceId, id);
      if (delivery === undefined) return refused('not_found', 'there is no such delivery');
      const outcome = await change(tx, delivery);
      const { endpointId } = delivery;
      if (outcome.ok) tx.afterCommit(() => this.hints.send([{ workspaceId, endpointId }]));
      return outcome;
    });
  }
}

function whyNotReplayed(delivery: LockedDelivery): string | undefined {
  const { isTest, isEnabled, isUnderWay, errorCode } = delivery;
  if (isTest) return 'a test is sent once; send another one';
  if (!isEnabled) return 'its endpoint is disabled or deleted; enable it first';
  if (isUnderWay) return 'an attempt is under way; wait for its end';
  if (errorCode === 'payload_too_large') return 'its body is above the limit, and would be again';
  return undefined;
}

/** In a lane that waits for ends it goes first; the order of a flush is not its own any more. */
function placedFirst(delivery: LockedDelivery): QueuedAgain {
  const { id, attempts, lane, laneUntil, position } = delivery;
  if (laneUntil === 'final') return { id, attempts, lane, laneUntil, position: FIRST_PLACE };
  if (laneUntil === 'attempted') {
    return { id, attempts, lane: null, laneUntil: null, position: position ?? id };
  }
  const place = laneOfReplay(delivery);
  return { id, attempts, ...place, ...(place.lane !== null && { position: FIRST_PLACE }) };
}
