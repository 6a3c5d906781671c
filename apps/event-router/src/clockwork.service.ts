import { PartitionMaintainer } from '@millwright/database';
import {
  BulkWorker,
  ErasureSweep,
  LaneSweep,
  Reconciler,
  Retention,
  Scheduler,
  Ticker,
} from '@millwright/task';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DeliveryClock } from './deliveries/delivery-clock.ts';
import { EndWatch } from './ends/end-watch.ts';

/**
 * Everything of the router that happens by the clock: what is due, the scheduler's ticks, what was left behind, next
 * week's partitions, what is past its time, what ends,
 * jobs that are to be erased, deliveries.
 */
@Injectable()
export class Clockwork implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    private readonly scheduler: Scheduler,
    private readonly ticker: Ticker,
    private readonly lanes: LaneSweep,
    private readonly bulk: BulkWorker,
    private readonly reconciler: Reconciler,
    private readonly partitions: PartitionMaintainer,
    private readonly retention: Retention,
    private readonly ends: EndWatch,
    private readonly erasure: ErasureSweep,
    private readonly deliveries: DeliveryClock,
  ) {}

  onApplicationBootstrap(): void {
    this.scheduler.start();
    this.ticker.start();
    this.lanes.start();
    this.bulk.start();
    this.reconciler.start();
    this.partitions.start();
    this.retention.start();
    this.ends.start();
    this.erasure.start();
    this.deliveries.start();
  }

  async onModuleDestroy(): Promise<void> {
    const { scheduler, ticker, lanes, bulk, reconciler, partitions, retention, ends, erasure } =
      this;
    const jobs = [
      scheduler,
      ticker,
      lanes,
      bulk,
      reconciler,
      partitions,
      retention,
      ends,
      erasure,
      this.deliveries,
    ];
    await Promise.all(jobs.map((job) => job.stop()));
  }
}
