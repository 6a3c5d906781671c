import { setTimeout as sleep } from 'node:timers/promises';
import { Database } from '@millwright/database';
import { endsOf, type RunEnded } from '@millwright/job';
import type { Id } from '@millwright/kernel';
import { MessageBus } from '@millwright/messaging';
import { Logger, Metrics } from '@millwright/observability';
import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';

/** Whoever waits for a run. Each is told once of the end, and at most once of a start. */
export interface Waiter {
  started?(): void;
  ended(end: RunEnded): void;
  /** This instance is stopping, and will not hear of the end. */
  stopping(): void;
}

const READ_AT_ONCE = 500;
const STOPPING_AFTER_MS = 30_000;

/**
 * Who waits here for which run. The ends come as messages to this instance; rows are read only after some may have
 * been missed.
 */
@Injectable()
export class Waits implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly waiters = new Map<Id, Set<Waiter>>();
  private readonly queued = new Map<Id, number>();
  private count = 0;
  private isStopping = false;
  private stopListening: (() => void) | undefined;
  private idle: (() => void) | undefined;

  constructor(
    private readonly database: Database,
    private readonly bus: MessageBus,
    private readonly logger: Logger,
    metrics: Metrics,
  ) {
    metrics.gauge(
      'millwright_ingress_waiting',
      'Requests that wait for a job, or follow one.',
      async () => this.count,
    );
  }

  /** Where this instance is told of ends. */
  get address(): string {
    return this.bus.address;
  }

  /** How many calls of a Workspace wait here that have no row yet, and have not begun. */
  queuedIn(workspaceId: Id): number {
    return this.queued.get(workspaceId) ?? 0;
  }

  /** Counts a call of a Workspace that has no row yet; gives the function that ends this. */
  queue(workspaceId: Id): () => void {
    let isQueued = true;
    this.queued.set(workspaceId, this.queuedIn(workspaceId) + 1);
    return () => {
      if (!isQueued) return;
      isQueued = false;
      const left = this.queuedIn(workspaceId) - 1;
      if (left > 0) this.queued.set(workspaceId, left);
      else this.queued.delete(workspaceId);
    };
  }

  /** Has a waiter told of a run; gives the function that ends this. */
  add(runId: Id, waiter: Waiter): () => void {
    const waiters = this.waiters.get(runId) ?? new Set();
    this.waiters.set(runId, waiters.add(waiter));
    this.count += 1;
    if (this.isStopping) setImmediate(() => waiter.stopping());
    return () => {
      if (!waiters.delete(waiter)) return;
      this.count -= 1;
      if (waiters.size === 0 && this.waiters.get(runId) === waiters) this.waiters.delete(runId);
      if (this.count === 0) this.idle?.();
    };
  }

  started(runId: Id): void {
    for (const waiter of this.waitersOf(runId)) waiter.started?.();
  }

  ended(end: RunEnded): void {
    for (const waiter of this.waitersOf(end.runId)) waiter.ended(end);
  }

  /** Reads the row of a run that has ended: its end was too large for a message. */
  async readEnd(runId: Id): Promise<void> {
    for (const end of await endsOf(this.database, [runId])) this.ended(end);
  }

  onApplicationBootstrap(): void {
    this.stopListening = this.bus.onRepliesBound(() => void this.readMissed());
  }

  /** Resolves once nobody waits any more; who still does after 30 s is sent away. */
  async stop(afterMs = STOPPING_AFTER_MS): Promise<void> {
    if (this.count > 0) {
      const abort = new AbortController();
      await Promise.race([
        new Promise<void>((resolve) => (this.idle = resolve)),
        sleep(afterMs, undefined, { signal: abort.signal }).catch(() => undefined),
      ]);
      abort.abort();
    }
    this.isStopping = true;
    for (const runId of [...this.waiters.keys()]) {
      for (const waiter of this.waitersOf(runId)) waiter.stopping();
    }
  }

  onApplicationShutdown(): void {
    this.stopListening?.();
  }

  private async readMissed(): Promise<void> {
    const runIds = [...this.waiters.keys()];
    try {
      for (let from = 0; from < runIds.length; from += READ_AT_ONCE) {
        const part = runIds.slice(from, from + READ_AT_ONCE);
        for (const end of await endsOf(this.database, part)) this.ended(end);
      }
    } catch (error) {
      // Each reads its row once more when its time is over.
      this.logger.warn({ message: 'waits.not_read', error });
    }
  }

  private waitersOf(runId: Id): Waiter[] {
    return [...(this.waiters.get(runId) ?? [])];
  }
}
