import type { Database } from '@millwright/database';
import type { DeliverySweep } from '@millwright/delivery';
import type { Logger } from '@millwright/observability';
import { ClockWatch, PeriodicJob } from '@millwright/task';

const EVERY_MS = 1_000;

/** Sweeps for deliveries and flushes batches every second, each by itself, and mistrusts leases for a while after the clock leapt ahead. */
export class DeliveryClock {
  private readonly jobs: readonly PeriodicJob[];
  private readonly clock = new ClockWatch();

  constructor(
    private readonly database: Database,
    private readonly sweep: DeliverySweep,
    logger: Logger,
  ) {
    this.jobs = [
      new PeriodicJob('deliveries', EVERY_MS, () => this.tick(), logger),
      new PeriodicJob('flushes', EVERY_MS, () => sweep.flush(), logger),
    ];
  }

  start(): void {
    for (const job of this.jobs) job.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.jobs.map((job) => job.stop()));
  }

  private async tick(): Promise<void> {
    const [row] = await this.database.query<{ now: Date }>('select clock_timestamp() as now');
    this.clock.note(row!.now);
    await this.sweep.tick({ believesLeases: this.clock.believesLeases() });
  }
}
