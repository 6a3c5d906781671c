import { PartitionMaintainer } from '@millwright/database';
import { Reconciler, Scheduler } from '@millwright/task';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';

/** Everything of the router that happens by the clock: what is due, what was left behind, next week's partitions. */
@Injectable()
export class Clockwork implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    private readonly scheduler: Scheduler,
    private readonly reconciler: Reconciler,
    private readonly partitions: PartitionMaintainer,
  ) {}

  onApplicationBootstrap(): void {
    this.scheduler.start();
    this.reconciler.start();
    this.partitions.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.scheduler.stop(), this.reconciler.stop(), this.partitions.stop()]);
  }
}
