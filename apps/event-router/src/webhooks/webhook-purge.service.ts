import { Database } from '@millwright/database';
import { purgeKeys } from '@millwright/event';
import { Logger } from '@millwright/observability';
import { PeriodicJob } from '@millwright/task';
import { PermitStore } from '@millwright/webhook';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';

const EVERY_MS = 60_000;
const AT_ONCE = 1_000;

/** Forgets by the clock what no window of a webhook reaches: keys of duplicates, and permits. Any number share the work. */
@Injectable()
export class WebhookPurge implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly job: PeriodicJob;
  private isStopping = false;

  constructor(
    private readonly database: Database,
    private readonly permits: PermitStore,
    logger: Logger,
  ) {
    this.job = new PeriodicJob('webhook_purge', EVERY_MS, () => this.pass(), logger);
  }

  onApplicationBootstrap(): void {
    this.job.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.isStopping = true;
    await this.job.stop();
  }

  /** One pass, batch by batch. */
  async pass(): Promise<void> {
    while (!this.isStopping && (await purgeKeys(this.database, AT_ONCE)) === AT_ONCE);
    await this.permits.purge(this.database, AT_ONCE);
  }
}
