import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs, messageOf } from '@millwright/kernel';
import type { Logger } from '@millwright/observability';
import type { Meter } from '../meter.ts';
import { verdictOf, type Verdict } from '../stage/verdict.ts';
import type { Delivery, Source, Subscription } from './source.ts';
import { UnderWay } from './under-way.ts';

/** What consumers of one bus have in common. */
export interface ConsumerSettings {
  readonly logger: Logger;
  readonly meter: Meter;
  readonly ready: () => Promise<boolean>;
  readonly drainMs: number;
}

type Failure = Exclude<Verdict, { kind: 'ack' }>;

// How long messages that are to come again wait for their neighbours, so that all go back in order.
const GATHER_MS = 5_000;
// How often at least it is asked whether what was away is back.
const ASK_AGAIN_MS = 1_000;

/** Takes the messages of one queue, has them handled, and carries out the verdicts. The same for every transport. */
export class Consumer<Each extends Delivery = Delivery> {
  private readonly underWay = new UnderWay();
  private readonly closing = new AbortController();
  private gathered: Each[] = [];
  private isGathering = false;
  private isPaused = false;
  private pausesInARow = 0;

  constructor(
    private readonly subscription: Subscription,
    private readonly source: Source<Each>,
    private readonly settings: ConsumerSettings,
  ) {}

  /** Takes a message from the source. */
  receive(delivery: Each): void {
    if (this.isPaused) this.comesAgain(delivery);
    else void this.handle(delivery);
  }

  /** Begins to consume. */
  start(): Promise<void> {
    return this.source.start();
  }

  /** Takes no more, waits for what is under way, gives back what did not end in time. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.source.stop();
    const isIdle = await this.underWay.idle(this.settings.drainMs);
    if (!isIdle) this.log('warn', 'consumer.abandoned', { waited_ms: this.settings.drainMs });
    await this.source.close();
  }

  private async handle(delivery: Each): Promise<void> {
    const { queue } = this.subscription;
    this.underWay.enter();
    this.settings.meter.started(queue);
    const verdict = await this.verdictOn(delivery);
    if (verdict.kind === 'requeue') {
      this.comesAgain(delivery);
      void this.pause(verdict);
    } else {
      this.source.ack(delivery);
      this.pausesInARow = 0;
    }
    this.settings.meter.finished(queue, verdict.kind);
    this.underWay.leave();
  }

  private async verdictOn(delivery: Each): Promise<Verdict> {
    const { id, body, redelivered } = delivery;
    try {
      const { queue } = this.subscription;
      await this.subscription.deliver(body, { messageId: id, queue, redelivered });
      return verdictOf(undefined);
    } catch (error) {
      const verdict = verdictOf(error ?? new Error('the handler threw nothing'));
      return verdict.kind === 'dead' ? this.parked(delivery, verdict, error) : verdict;
    }
  }

  // A message that cannot be parked now comes again instead of getting lost.
  private async parked(delivery: Each, verdict: Failure, error: unknown): Promise<Verdict> {
    const { code, reason } = verdict;
    const line = { queue: this.subscription.queue, message_id: delivery.id, code, reason, error };
    try {
      await this.source.park(delivery, verdict);
      this.settings.logger.error({ message: 'message.parked', ...line });
      return verdict;
    } catch (cause) {
      this.settings.logger.error({
        message: 'message.not_parked',
        ...line,
        park_error: messageOf(cause),
      });
      return { ...verdict, kind: 'requeue' };
    }
  }

  private comesAgain(delivery: Each): void {
    this.gathered.push(delivery);
    if (this.isPaused && !this.isGathering) this.putBack();
  }

  private putBack(): void {
    const deliveries = this.gathered.sort((a, b) => a.position - b.position);
    this.gathered = [];
    this.source.putBack(deliveries);
  }

  private async pause({ code, reason }: Failure): Promise<void> {
    if (this.isPaused || this.closing.signal.aborted) return;
    this.isPaused = this.isGathering = true;
    this.pausesInARow += 1;
    this.log('warn', 'consumer.paused', { code, reason });
    await this.source.stop();
    await this.underWay.idle(GATHER_MS);
    this.isGathering = false;
    this.putBack();
    await this.untilReady();
    if (this.closing.signal.aborted) return;
    this.isPaused = false;
    this.log('info', 'consumer.resumed');
    await this.source.start();
  }

  private async untilReady(): Promise<void> {
    const { signal } = this.closing;
    // Who was ready before and failed all the same waits longer before the next try.
    let pauseMs = backoffMs(this.pausesInARow);
    for (let asked = 1; !signal.aborted; asked += 1) {
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
      pauseMs = backoffMs(asked, { capMs: ASK_AGAIN_MS });
      if (await this.settings.ready().catch(() => false)) return;
    }
  }

  private log(level: 'info' | 'warn', message: string, fields: Record<string, unknown> = {}): void {
    this.settings.logger[level]({ message, queue: this.subscription.queue, ...fields });
  }
}
