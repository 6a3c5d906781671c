import type { Config } from '@millwright/config';
import { Database, DatabaseUnavailableError } from '@millwright/database';
import { EventStore, hintOf, INLINE_LIMIT_BYTES, recordOf, type NewEvent } from '@millwright/event';
import { CONFIG } from '@millwright/host';
import { Batcher, type Id } from '@millwright/kernel';
import { MessageBus } from '@millwright/messaging';
import { Metrics, type CounterMetric } from '@millwright/observability';
import { WebhookCounter } from '@millwright/webhook';
import { Inject, Injectable } from '@nestjs/common';
import { IntakeSpool } from './intake-spool.ts';

const SMALL_BATCH = 100;
const LARGE_BATCH = 4;
const CONCURRENT_BATCHES = 2;
const viaBroker = { via: 'broker' };
const viaDatabase = { via: 'database' };
const viaSpool = { via: 'spool' };

/** Keeps events so that none is lost once it was answered: at the broker, or as committed rows. */
@Injectable()
export class EventIntake {
  private readonly commitsFirst: boolean;
  private readonly small: Batcher<NewEvent, unknown>;
  private readonly large: Batcher<NewEvent, unknown>;
  private readonly kept: CounterMetric;

  constructor(
    @Inject(CONFIG) config: Config,
    database: Database,
    private readonly bus: MessageBus,
    private readonly store: EventStore,
    private readonly spool: IntakeSpool,
    private readonly counter: WebhookCounter,
    metrics: Metrics,
  ) {
    this.commitsFirst = config.intake.mode === 'database';
    const concurrency = database.isEmbedded ? 1 : CONCURRENT_BATCHES;
    const commit = (events: NewEvent[]): Promise<unknown[]> => this.commitTogether(events);
    this.small = new Batcher({ maxItems: SMALL_BATCH, concurrency }, commit);
    this.large = new Batcher({ maxItems: LARGE_BATCH, concurrency: 1 }, commit);
    this.kept = metrics.counter(
      'millwright_ingress_events_total',
      'Events accepted, by what keeps them until they are routed.',
      ['via'],
    );
  }

  /** Resolves once the event is durable. Rejects when nothing can take it: the sender has to try again. */
  async keep(event: NewEvent): Promise<void> {
    if (sizeOf(event) > INLINE_LIMIT_BYTES) return this.commit(this.large, event);
    if (this.commitsFirst) return this.commit(this.small, event);
    const message = recordOf(event);
    if (message.body.length > INLINE_LIMIT_BYTES) return this.commit(this.large, event);

    const publish = (): Promise<void> => this.bus.publish(message);
    if (event.keepsOrder) return this.keepInOrder(event, publish);
    const spool = (): Promise<void> => this.spool.add(message);
    // Behind an open spool the broker is the second choice: better out of order than lost.
    const isSpooling = this.spool.isOpen;
    const isFirstTaken = await (isSpooling ? spool() : publish()).then(taken, notTaken);
    if (!isFirstTaken) await (isSpooling ? publish() : spool());
    this.kept.inc(isFirstTaken === isSpooling ? viaSpool : viaBroker);
  }

  /** Without the broker it is committed: the router looks for what is older there before it goes on. */
  private async keepInOrder(event: NewEvent, publish: () => Promise<void>): Promise<void> {
    const isPublished = await publish().then(taken, notTaken);
    if (isPublished) this.kept.inc(viaBroker);
    else await this.commit(this.small, event);
  }

  private async commit(batcher: Batcher<NewEvent, unknown>, event: NewEvent): Promise<void> {
    const failure = await batcher.add(event);
    if (failure !== undefined) throw failure;
    this.kept.inc(viaDatabase);
  }

  /** Commits in one transaction, and one by one where that fails, so that one event cannot take others down. */
  private async commitTogether(events: readonly NewEvent[]): Promise<unknown[]> {
    let duplicates: ReadonlySet<Id>;
    try {
      duplicates = await this.store.commitEvents(events);
    } catch (error) {
      if (events.length === 1 || error instanceof DatabaseUnavailableError) throw error;
      return (await Promise.all(events.map((event) => this.commitAlone(event)))).flat();
    }
    const stored = events.filter((event) => !this.isLeftOut(event, duplicates));
    // A hint that does not get through is published again by the reconciler.
    void this.bus.publishAll(stored.map(hintOf)).catch(() => undefined);
    return events.map(() => undefined);
  }

  private isLeftOut({ envelope }: NewEvent, duplicates: ReadonlySet<Id>): boolean {
    if (!duplicates.has(envelope.id)) return false;
    this.counter.note(envelope.webhook_id!, 'duplicates');
    return true;
  }

  private commitAlone(event: NewEvent): Promise<unknown[]> {
    return this.commitTogether([event]).catch((error: unknown) => [error]);
  }
}

const taken = (): boolean => true;
const notTaken = (): boolean => false;

/** At least this many bytes, without encoding it. */
const sizeOf = ({ data, request }: NewEvent): number =>
  data.length + (request?.body_base64?.length ?? 0);
