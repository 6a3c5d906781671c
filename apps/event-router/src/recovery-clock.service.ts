import { RecoveryWorker } from '@millwright/delivery';
import { Logger } from '@millwright/observability';
import { PeriodicJob } from '@millwright/task';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';

const EVERY_MS = 1_000;

/** Makes good by the clock what endpoints have not received, where somebody asked for it. */
@Injectable()
export class RecoveryClock implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly job: PeriodicJob;

  constructor(
    private readonly worker: RecoveryWorker,
    logger: Logger,
  ) {
    this.job = new PeriodicJob('recovery', EVERY_MS, () => this.worker.pass(), logger);
  }

  onApplicationBootstrap(): void {
    this.job.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.worker.stop();
    await this.job.stop();
  }
}
