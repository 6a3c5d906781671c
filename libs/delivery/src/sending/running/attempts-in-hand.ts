import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@millwright/database';
import { backoffMs, Batcher, throughOutage, type Clock } from '@millwright/kernel';
import type { OutgoingMessage } from '@millwright/messaging';
import type { CounterMetric, HistogramMetric, Logger, Metrics } from '@millwright/observability';
import { attemptLine } from '../attempt/attempt-line.ts';
import type { DeliverySender } from '../attempt/delivery-sender.ts';
import type { DeliveryToSend } from '../attempt/delivery-to-send.ts';
import type { NextAttempt } from '../attempt/next-attempt.ts';
import { storedBody } from '../attempt/stored-body.ts';
import type { TransformationTools } from '../attempt/transformation.ts';
import type { Claimed } from '../claim/claimed.ts';
import { endAttempts, type EndRecorded } from '../end/end-attempts.ts';
import type { EndedAttempt } from '../end/ended-attempt.ts';
import { handBackAttempts } from '../end/interrupt-attempts.ts';
import { DeliveryLeases } from '../leases.ts';
import type { EndpointCache } from './endpoint-cache.ts';

/** What attempts are made with. */
export interface AttemptTools {
  database: Database;
  endpoints: EndpointCache;
  sender: DeliverySender;
  bodies: TransformationTools;
  /** Publishes messages about what is committed. It never fails. */
  publish: (messages: readonly OutgoingMessage[]) => Promise<void>;
  logger: Logger;
  metrics: Metrics;
  holder: string;
  /** Holds the time still; missing: it is the database's. */
  clock?: Clock | undefined;
  random?: () => number;
}

interface Ended<Next = NextAttempt | undefined> {
  next: Next;
  now: Date;
}

/** One batch after the other: what ends meanwhile shares the next one's statements (bench "delivery"). */
const ENDED_AT_ONCE = 100;
/** How soon an end is tried again whose endpoint somebody had locked: claiming does so for a moment, a flush for longer. */
const BUSY_AGAIN = { firstMs: 5, capMs: 200 };

/** The attempts that this runner is making. Each was claimed before, and is recorded at its end. */
export class AttemptsInHand {
  private readonly leases: DeliveryLeases;
  private readonly ending: Batcher<EndedAttempt, Ended<EndRecorded>>;
  private readonly stopping = new AbortController();
  private readonly made: CounterMetric;
  private readonly took: HistogramMetric;

  constructor(private readonly tools: AttemptTools) {
    const { database, holder, logger, metrics } = tools;
    this.leases = new DeliveryLeases(database, holder, logger);
    this.ending = new Batcher({ maxItems: ENDED_AT_ONCE }, (some) => this.end(some));
    this.made = metrics.counter('millwright_delivery_attempts_total', 'Attempts of deliveries', [
      'outcome',
    ]);
    this.took = metrics.histogram(
      'millwright_delivery_attempt_seconds',
      'How long attempts of deliveries took',
    );
  }

  /**
   * Makes a claimed attempt and records its end. Never rejects: what is not recorded ends with its lease. The endpoint
   * is to be known as of its epoch; `delivery` undefined: it was removed, and nobody is left to hear of it.
   */
  async make(
    claimed: Claimed,
    delivery: DeliveryToSend | undefined,
    changedEpoch: number,
  ): Promise<void> {
    if (delivery === undefined) return;
    this.leases.hold(claimed.deliveryId);
    try {
      await this.makeHeld(claimed, delivery, changedEpoch);
    } catch (error) {
      if (this.stopping.signal.aborted) return;
      const { deliveryId: delivery_id, number: attempt } = claimed;
      this.tools.logger.error({ message: 'delivery.not_recorded', delivery_id, attempt, error });
    } finally {
      this.leases.release(claimed.deliveryId);
    }
  }

  /** Breaks off what is under way. */
  abort(): void {
    this.stopping.abort(new Error('the runner is stopping'));
  }

  /** Makes due again what was broken off, so that another runner need not wait for the leases to end. */
  async handBack(): Promise<void> {
    this.leases.stop();
    await handBackAttempts(this.tools.database, this.tools.holder);
  }

  private async makeHeld(
    claimed: Claimed,
    delivery: DeliveryToSend,
    changedEpoch: number,
  ): Promise<void> {
    const { endpoints, sender, bodies, logger } = this.tools;
    const endpoint = await endpoints.atEpoch(claimed.endpointId, changedEpoch);
    // Removed between the claim and now.
    if (endpoint === undefined) return;
    const result = await sender.send({
      endpoint,
      delivery,
      body: () => storedBody(bodies, endpoint.endpoint, delivery),
      number: claimed.number,
      now: claimed.startedAt,
      signal: this.stopping.signal,
    });
    const ended = { claimed, delivery, result };
    const { next, now } = await throughOutage(() => this.record(ended), this.stopping.signal);
    this.made.inc({ outcome: result.error?.code ?? 'succeeded' });
    this.took.observe({}, result.durationMs / 1_000);
    logger.info(attemptLine(ended, next, now));
  }

  /** Records an end. Who has its endpoint locked holds up the ends of no other. */
  private async record(ended: EndedAttempt): Promise<Ended> {
    const { signal } = this.stopping;
    for (let tries = 1; ; tries += 1) {
      const { next, now } = await this.ending.add(ended);
      if (next !== 'busy') return { next, now };
      await sleep(backoffMs(tries, BUSY_AGAIN), undefined, { signal });
    }
  }

  private async end(ended: EndedAttempt[]): Promise<Ended<EndRecorded>[]> {
    const { database, holder, clock, random = Math.random, publish } = this.tools;
    const now = clock === undefined ? null : new Date(clock.now());
    const recorded = await endAttempts(database, ended, { holder, now, random });
    void publish(recorded.messages);
    return recorded.next.map((next) => ({ next, now: recorded.now }));
  }
}
