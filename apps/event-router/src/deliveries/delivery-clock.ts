import type { Database } from '@millwright/database';
import type { DeliverySweep } from '@millwright/delivery';
import type { Logger } from '@millwright/observability';
import { ClockWatch, PeriodicJob } from '@millwright/task';

const EVERY_MS = 1_000;

/** Sweeps for deliveries every second, and mistrusts their leases for a while after the clock leapt ahead. */
export class DeliveryClock {
  private readonly job: PeriodicJob;
  private readonly clock = new ClockWatch();

  constructor(
    private readonly database: Database,
    private readonly sweep: DeliverySweep,
    logger: Logger,
  ) {
    this.job = new PeriodicJob('deliveries', EVERY_MS, () => this.tick(), logger);
  }

  start(): void {
    this.job.start();
  }

  stop(): Promise<void> {
    return this.job.stop();
  }

  private async tick(): Promise<void> {
    const [row] = await this.database.query<{ now: Date }>('select clock_timestamp() as now');
    this.clock.note(row!.now);
    await this.sweep.tick({ believesLeases: this.clock.believesLeases() });
  }
}
