import { tryLease, type Database } from '@millwright/database';
import type { Clock } from '@millwright/kernel';
import type { OutgoingMessage } from '@millwright/messaging';
import type { Logger } from '@millwright/observability';
import type { Flusher } from '../batching/index.ts';
import { deliveryHintOf } from '../routing/delivery-hint.ts';
import { interruptAttempts } from '../sending/end/interrupt-attempts.ts';
import { cancelDeleted, type CancelLimits } from './cancel-deleted.ts';
import { dueEndpoints } from './due-endpoints.ts';
import { originsToAsk } from './origins-to-ask.ts';

/** What the sweep is made of. */
export interface DeliverySweepTools {
  database: Database;
  flusher: Pick<Flusher, 'flushDue'>;
  /** Publishes hints; it never fails. */
  publish: (messages: readonly OutgoingMessage[]) => Promise<void>;
  instanceId: string;
  logger: Logger;
  /** Holds the time still; missing: it is the database's. */
  clock?: Clock;
}

const LEASE_SECONDS = 10;
const CANCELLED: CancelLimits = { batch: 500, total: 5_000 };
/** The embedded database has one session: everybody waits for a batch. */
const CANCELLED_EMBEDDED: CancelLimits = { batch: 100, total: 500 };

/**
 * Everything of deliveries that happens by the clock: batches that are due, attempts of runners that died, what deleted
 * endpoints have left, and hints for endpoints with something due that no runner knows of: a retry whose time has come,
 * a pause that is over, a hint that was lost.
 */
export class DeliverySweep {
  constructor(private readonly tools: DeliverySweepTools) {}

  /**
   * One round; only one sweep of the instance does it at a time. `believesLeases`: a lease that has ended means that its
   * holder is gone, as it does but right after the clock leapt ahead.
   */
  async tick({ believesLeases = true }: { believesLeases?: boolean } = {}): Promise<void> {
    const { database, publish, instanceId, clock, logger } = this.tools;
    if (!(await tryLease(database, 'deliveries', instanceId, LEASE_SECONDS))) return;
    const now = clock === undefined ? null : new Date(clock.now());
    if (believesLeases) {
      const freed = await interruptAttempts(database, { lostBefore: now });
      if (freed.length > 0) {
        logger.warn({ message: 'deliveries.interrupted', endpoints: freed.length });
      }
    }
    await this.cancel();
    const due = await dueEndpoints(database, now);
    const origins = await originsToAsk(database, now);
    const each = new Map([...due, ...origins].map((endpoint) => [endpoint.endpointId, endpoint]));
    await publish([...each.values()].map(deliveryHintOf));
  }

  /** Goes on with batches that are due. Away from the round: however many there are, they hold up nothing else. */
  async flush(): Promise<void> {
    const { database, flusher, instanceId, logger } = this.tools;
    if (!(await tryLease(database, 'flushes', instanceId, LEASE_SECONDS))) return;
    await flusher.flushDue((endpointId, error) =>
      logger.warn({ message: 'deliveries.flush_failed', endpoint_id: endpointId, error }),
    );
  }

  private async cancel(): Promise<void> {
    const { database, logger } = this.tools;
    const limits = database.isEmbedded ? CANCELLED_EMBEDDED : CANCELLED;
    const cancelled = await cancelDeleted(database, limits);
    if (cancelled > 0) logger.info({ message: 'deliveries.cancelled', count: cancelled });
  }
}
