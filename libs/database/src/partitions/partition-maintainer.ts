import { newId, systemClock } from '@millwright/kernel';
import type { Clock, Id } from '@millwright/kernel';
import type { Logger } from '@millwright/observability';
import type { Database } from '../database.ts';
import { releaseLease, tryLease } from '../lease.ts';
import { dropEmptyPartitions } from './drop-partitions.ts';
import { ensurePartitions } from './ensure-partitions.ts';
import { WEEK_MS } from './partition.ts';

/** When and how far a {@link PartitionMaintainer} works. */
export interface MaintainerOptions {
  database: Database;
  logger: Logger;
  clock?: Clock;
  intervalMs?: number;
  /** Default 2. */
  weeksAhead?: number;
  /** How long an empty week stays after its end. Default: four weeks. */
  keepEmptyMs?: number;
}

const HOUR_MS = 3_600_000;
const LEASE = 'partition-maintainer';
const LEASE_SECONDS = 300;

/**
 * Keeps the weeks ahead made and drops the empty ones behind, once an hour. Every instance may run one: a lease lets one
 * work at a time. Nothing depends on it, since a missing week is made by the insert that misses it.
 */
export class PartitionMaintainer {
  private readonly options: MaintainerOptions;
  private readonly holder: Id = newId();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(options: MaintainerOptions) {
    this.options = options;
  }

  /** Works at once and then every hour. */
  start(): void {
    const { intervalMs = HOUR_MS } = this.options;
    this.timer = setInterval(() => this.work(), intervalMs);
    this.work();
  }

  /** Resolves when nothing runs any more. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** One round; false when another instance has the lease. */
  async maintain(): Promise<boolean> {
    const { database, logger, clock = systemClock, weeksAhead, keepEmptyMs } = this.options;
    if (!(await tryLease(database, LEASE, this.holder, LEASE_SECONDS))) return false;
    try {
      await ensurePartitions(database, weeksAhead, clock);
      const olderThan = clock.now() - (keepEmptyMs ?? 4 * WEEK_MS);
      const dropped = await dropEmptyPartitions(database, { olderThan });
      logger.info({ message: 'partitions.maintained', dropped });
    } finally {
      await releaseLease(database, LEASE, this.holder);
    }
    return true;
  }

  /** One round after the other, never two at once. */
  private work(): void {
    this.running = this.running.then(async () => {
      try {
        await this.maintain();
      } catch (error) {
        this.options.logger.error({ message: 'partitions.maintenance_failed', error });
      }
    });
  }
}
