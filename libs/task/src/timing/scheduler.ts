import type { Database } from '@millwright/database';
import { makeDue, workMessage } from '@millwright/event';
import type { Logger } from '@millwright/observability';
import type { PublishDue } from '../runs/publish-due.ts';
import { PeriodicJob } from './periodic-job.ts';

const EVERY_MS = 250;
const AT_ONCE = 500;

/**
 * Makes due whatever waited for a time: offsets, retries, events for later. Any number of schedulers share the work,
 * for each row is taken by one of them only.
 */
export class Scheduler {
  private readonly job: PeriodicJob;

  constructor(
    private readonly database: Database,
    private readonly publish: PublishDue,
    logger: Logger,
  ) {
    this.job = new PeriodicJob('scheduler', EVERY_MS, () => this.tick(), logger);
  }

  start(): void {
    this.job.start();
  }

  stop(): Promise<void> {
    return this.job.stop();
  }

  /** One round: everything that is due by now. Answers how many it was. */
  async tick(): Promise<number> {
    let count = 0;
    for (;;) {
      const due = await makeDue(this.database, AT_ONCE);
      count += due.length;
      await this.publish(due.map(workMessage));
      if (due.length < AT_ONCE) return count;
    }
  }
}
