import { IdempotencyStore, retentionDaysOf } from '@millwright/access';
import { CacheStore } from '@millwright/cache';
import { Database } from '@millwright/database';
import { OutboxStore } from '@millwright/mail';
import { Logger } from '@millwright/observability';
import { PeriodicJob } from '@millwright/task';
import { RejectionCounts, WebhookRequestStore } from '@millwright/webhook';
import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';

const EVERY_MS = 60_000;
const BATCH = 1_000;

/** Deletes what has expired and nobody can see any more. Several copies at once do no harm. */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly keys = new IdempotencyStore();
  private readonly job: PeriodicJob;

  constructor(
    private readonly database: Database,
    private readonly cache: CacheStore,
    private readonly requests: WebhookRequestStore,
    private readonly rejections: RejectionCounts,
    private readonly outbox: OutboxStore,
    logger: Logger,
  ) {
    this.job = new PeriodicJob('housekeeping', EVERY_MS, () => this.purge(), logger);
  }

  onApplicationBootstrap(): void {
    this.job.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.job.stop();
  }

  private async purge(): Promise<void> {
    await this.keys.purge(this.database, BATCH);
    while ((await this.cache.purgeExpired(this.database, BATCH)) === BATCH);
    while ((await this.requests.purge(this.database, BATCH)) === BATCH);
    await this.rejections.purge(this.database);
    const days = await retentionDaysOf(this.database);
    while ((await this.outbox.purge(this.database, days, BATCH)) === BATCH);
  }
}
