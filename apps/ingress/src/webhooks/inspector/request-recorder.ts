import { Database } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { Logger, Metrics, type CounterMetric } from '@millwright/observability';
import {
  KEPT_CAPTURED,
  RejectionCounts,
  WebhookRequestStore,
  type SeenRequest,
  type WebhookRoute,
} from '@millwright/webhook';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Inspector, type RequestOutcome } from '../ports/inspector.ts';
import type { RequestFacts } from '../ports/request-facts.ts';
import { RefusalBuffer } from './refusal-buffer.ts';
import { seenRequestOf } from './seen-request-of.ts';

const WRITE_MS = 1_000;
/** Bodies that wait to be written take no more than this together. */
const HELD_BYTES = 16_777_216;

/** Said of the address or the connection, not of what the sender sent. */
const unkept: ReadonlySet<string> = new Set([
  ...['not_found', 'provider_unknown', 'method_not_allowed', 'request_timeout'],
]);

/**
 * Keeps refused requests, and all of them while their webhook is captured: gathered, written once a second, and never
 * while a sender waits. What cannot be written is gone.
 */
@Injectable()
export class RequestRecorder extends Inspector implements OnModuleDestroy {
  private readonly refusals = new RefusalBuffer();
  private captured = new Map<Id, SeenRequest[]>();
  private heldBytes = 0;
  private writing: Promise<void> = Promise.resolve();
  private readonly timer: NodeJS.Timeout;
  private readonly refused: CounterMetric;

  constructor(
    private readonly database: Database,
    private readonly store: WebhookRequestStore,
    private readonly counts: RejectionCounts,
    private readonly logger: Logger,
    metrics: Metrics,
  ) {
    super();
    this.refused = metrics.counter(
      'millwright_ingress_webhook_rejections_total',
      'Requests to webhooks that were refused and counted for their owners, by the reason.',
      ['reason'],
    );
    this.timer = setInterval(() => void this.write(), WRITE_MS);
    this.timer.unref();
  }

  override note(
    route: WebhookRoute,
    request: RequestFacts,
    status: number,
    outcome: RequestOutcome,
  ): void {
    const seen = (): SeenRequest => this.held(seenRequestOf(route, request, status, outcome));
    if (outcome.is !== 'refused') {
      if (request.arrivedMs < route.capturesUntilMs) this.capture(route.id, seen());
    } else if (!unkept.has(outcome.reason)) {
      this.refused.inc({ reason: outcome.reason });
      this.refusals.add(route.id, request.arrivedMs, seen);
    }
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.write();
  }

  private capture(webhookId: Id, seen: SeenRequest): void {
    const others = this.captured.get(webhookId);
    if (others === undefined) return void this.captured.set(webhookId, [seen]);
    others.push(seen);
    if (others.length > KEPT_CAPTURED) others.shift();
  }

  private held(seen: SeenRequest): SeenRequest {
    const bytes = seen.body?.length ?? 0;
    if (this.heldBytes + bytes > HELD_BYTES) return { ...seen, body: null };
    this.heldBytes += bytes;
    return seen;
  }

  private write(): Promise<void> {
    this.writing = this.writing.then(() => this.writeAll());
    return this.writing;
  }

  private async writeAll(): Promise<void> {
    const refusals = this.refusals.take();
    const captured = [...this.captured.values()].flat();
    if (refusals.length + captured.length === 0) return;
    this.captured = new Map();
    this.heldBytes = 0;
    try {
      await this.database.transaction(async (tx) => {
        const leaves = await this.counts.add(tx, refusals);
        const kept = refusals.flatMap(({ webhookId, first }) =>
          first.slice(0, leaves.get(webhookId)!.kept),
        );
        const all = [...kept, ...captured].sort((a, b) => a.receivedMs - b.receivedMs);
        await this.store.add(tx, all);
        this.refusals.note(leaves, Date.now());
      });
    } catch (error) {
      this.logger.warn({ message: 'webhook.requests_not_kept', error });
    }
  }
}
