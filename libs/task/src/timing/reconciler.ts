import { encodeMessage, queueMarker } from '@millwright/contracts';
import type { Database } from '@millwright/database';
import { tryLease } from '@millwright/database';
import {
  pullBackTimes,
  takeBackLost,
  takeUnpublished,
  type UnpublishedWork,
  type WorkItem,
  type WorkKind,
  workMessage,
} from '@millwright/event';
import { newId } from '@millwright/kernel';
import {
  eventQueues,
  priorities,
  type OutgoingMessage,
  type QueueName,
} from '@millwright/messaging';
import type { Logger } from '@millwright/observability';
import type { PublishDue } from '../runs/publish-due.ts';
import { ClockWatch } from './clock-watch.ts';
import { PeriodicJob } from './periodic-job.ts';
import { passedMarkers, type PassedMarkers } from './queue-marker.store.ts';
import { SentMarkers } from './sent-markers.ts';

const EVERY_MS = 2_000;
const LEASE_SECONDS = 10;
const AT_ONCE = 1_000;
/** Between its row and its message a run may take this long without being taken for lost. */
const GRACE_MS = 2_000;

/** What the reconciler is made of. */
export interface ReconcilerTools {
  database: Database;
  instanceId: string;
  logger: Logger;
  publish: PublishDue;
  clock?: ClockWatch;
}

/**
 * Finds work that a crash or a broker left behind. Started runs whose lease has ended become due again. Due runs are
 * published again once they are known to be lost, not just queued: a marker goes through every queue, and what became
 * due before a marker that has come out again, and still is due, is in no queue any more.
 */
export class Reconciler {
  private readonly job: PeriodicJob;
  private readonly clock: ClockWatch;
  private readonly sent = new SentMarkers();
  /** Whether times of a clock that has been set back may be stored: so it may have been before the first look. */
  private mayHoldTimesToCome = true;

  constructor(private readonly tools: ReconcilerTools) {
    this.clock = tools.clock ?? new ClockWatch();
    this.job = new PeriodicJob('reconciler', EVERY_MS, () => this.tick(), tools.logger);
  }

  start(): void {
    this.job.start();
  }

  stop(): Promise<void> {
    return this.job.stop();
  }

  /** One round; only one reconciler of the instance does it at a time. */
  async tick(): Promise<void> {
    const { database, instanceId, publish } = this.tools;
    await this.watchClock();
    if (!(await tryLease(database, 'reconciler', instanceId, LEASE_SECONDS))) return;
    const lost = this.clock.believesLeases() ? await takeBackLost(database, AT_ONCE) : [];
    await publish(lost.map(workMessage));
    const passed = await passedMarkers(database);
    const unpublished = await this.takeUnpublished(passed);
    await publish(unpublished.map(workMessage));
    const count = lost.length + unpublished.length;
    if (count > 0)
      this.tools.logger.warn({
        message: 'work.reconciled',
        lost: lost.length,
        unpublished: unpublished.length,
      });
    await this.sendMarkers(passed);
  }

  /** Every reconciler looks, also while another one does the work: it may have to go on from here. */
  private async watchClock(): Promise<void> {
    const { database, logger } = this.tools;
    const [row] = await database.query<{ now: Date }>('select clock_timestamp() as now');
    const change = this.clock.note(row!.now);
    if (change !== 'steady') logger.warn({ message: 'clock.jumped', change });
    if (change === 'set back') this.mayHoldTimesToCome = true;
    if (!this.mayHoldTimesToCome) return;
    await pullBackTimes(database);
    this.mayHoldTimesToCome = false;
  }

  private async takeUnpublished(passed: PassedMarkers): Promise<WorkItem[]> {
    const { database } = this.tools;
    const found: WorkItem[] = [];
    for (const [queue, passedAt] of passed) {
      const before = new Date(passedAt.getTime() - GRACE_MS);
      const source = sourceOf(queue);
      if (source === undefined) continue;
      found.push(...(await takeUnpublished(database, { ...source, before, limit: AT_ONCE })));
    }
    return found;
  }

  /**
   * A marker into each queue that has work due for longer than the grace and no marker on its way; none when there is
   * nothing to find.
   */
  private async sendMarkers(passed: PassedMarkers): Promise<void> {
    const { database, publish } = this.tools;
    const rows = await database.query<{ kind: WorkKind; priority: number; now: Date }>(
      `select kind, priority, now() as now from work
       where state = 'due' and due_at < now() - make_interval(secs => $1) group by kind, priority`,
      [GRACE_MS / 1_000],
    );
    const [row] = rows;
    if (row === undefined) return;
    const { now } = row;
    const queues = [...new Set(rows.flatMap(({ kind, priority }) => queuesOf(kind, priority)))];
    const without = queues.filter((queue) => !this.sent.isOnItsWay(queue, passed.get(queue), now));
    for (const queue of without) this.sent.note(queue, now);
    await publish(without.map((queue) => markerOf(queue, now)));
  }
}

const markerOf = (queue: QueueName, publishedAt: Date): OutgoingMessage => ({
  queue,
  id: newId(),
  body: encodeMessage(queueMarker, { queue, published_at: publishedAt.toISOString() }),
});

function queuesOf(kind: WorkKind, priority: number): readonly QueueName[] {
  const name = priorities[priority] ?? 'normal';
  switch (kind) {
    case 'event':
      return eventQueues;
    case 'task':
      return [`task-runs.${name}`];
    case 'action':
      return [`action-runs.${name}`];
    case 'delivery':
      return [];
  }
}

function sourceOf(queue: string): Omit<UnpublishedWork, 'before' | 'limit'> | undefined {
  const [family, member] = queue.split('.');
  const priority = priorities.findIndex((name) => name === member);
  if (family === 'task-runs') return { kind: 'task', priority };
  if (family === 'action-runs') return { kind: 'action', priority };
  if (family === 'events') return { kind: 'event', shard: Number(member) };
  return undefined;
}
