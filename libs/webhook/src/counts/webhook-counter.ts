import { Database } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { Metrics, type CounterMetric } from '@millwright/observability';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { noCounts, WebhookCountStore, type WebhookCounts } from './webhook-count.store.ts';

const WRITE_MS = 1_000;

/**
 * Counts what of a webhook's requests became no event, and adds it to the webhook's counts each second. Counting waits
 * for nobody; a process that is killed loses its last second.
 */
@Injectable()
export class WebhookCounter implements OnApplicationShutdown {
  private pending = new Map<Id, WebhookCounts>();
  private writing: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private readonly requests: CounterMetric;

  constructor(
    private readonly database: Database,
    private readonly store: WebhookCountStore,
    metrics: Metrics,
  ) {
    this.requests = metrics.counter(
      'millwright_webhook_requests_without_event_total',
      'Requests to webhooks that were well formed and became no event, by what stopped them.',
      ['reason'],
    );
  }

  note(webhookId: Id, kind: keyof WebhookCounts): void {
    this.requests.inc({ reason: kind });
    this.countsOf(webhookId)[kind] += 1;
    this.timer ??= setTimeout(() => void this.write(), WRITE_MS).unref();
  }

  /** Writes what is not written yet, after the last request. */
  async onApplicationShutdown(): Promise<void> {
    await this.writing;
    await this.write();
    clearTimeout(this.timer);
  }

  private write(): Promise<void> {
    this.timer = undefined;
    if (this.pending.size === 0) return Promise.resolve();
    const counted = this.pending;
    this.pending = new Map();
    this.writing = this.store.add(this.database, counted).catch(() => this.keep(counted));
    return this.writing;
  }

  /** The database is away: what could not be written goes with the next. */
  private keep(counted: ReadonlyMap<Id, WebhookCounts>): void {
    for (const [id, counts] of counted) {
      const kept = this.countsOf(id);
      for (const kind of Object.keys(counts) as (keyof WebhookCounts)[]) kept[kind] += counts[kind];
    }
    this.timer ??= setTimeout(() => void this.write(), WRITE_MS).unref();
  }

  private countsOf(webhookId: Id): WebhookCounts {
    let counts = this.pending.get(webhookId);
    if (counts === undefined) this.pending.set(webhookId, (counts = { ...noCounts }));
    return counts;
  }
}
