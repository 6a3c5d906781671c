import { PartitionMaintainer } from '@millwright/database';
import { RecoveryWorker } from '@millwright/delivery';
import { LiquidPool } from '@millwright/liquid';
import {
  BatchRouter,
  BulkWorker,
  ErasureSweep,
  LaneSweep,
  Reconciler,
  Retention,
  Scheduler,
  Ticker,
} from '@millwright/task';
import { PermitStore, WebhookCounter } from '@millwright/webhook';
import { Module, type DynamicModule } from '@nestjs/common';
import type { Router } from './assemble-router.ts';
import { Clockwork } from './clockwork.service.ts';
import { DeliveryClock } from './deliveries/delivery-clock.ts';
import { EndWatch } from './ends/end-watch.ts';
import { EventsConsumer } from './events.consumer.ts';
import { StoredFilePurge } from './files/stored-file-purge.service.ts';
import { FilterShutdown } from './filter-shutdown.service.ts';
import { RecoveryClock } from './recovery-clock.service.ts';
import { WebhookPurge } from './webhooks/webhook-purge.service.ts';

/** Turns accepted events into due work, and keeps the clock. */
@Module({ controllers: [EventsConsumer] })
export class EventRouterModule {
  static forRoot(router: Router): DynamicModule {
    const { batches, liquid, scheduler, ticker, lanes, bulk } = router;
    const { reconciler, partitions, retention, ends, erasure, deliveries, recoveries } = router;
    const { counter } = router;
    return {
      module: EventRouterModule,
      providers: [
        Clockwork,
        FilterShutdown,
        RecoveryClock,
        PermitStore,
        WebhookPurge,
        StoredFilePurge,
        { provide: LiquidPool, useValue: liquid },
        { provide: BatchRouter, useValue: batches },
        { provide: Scheduler, useValue: scheduler },
        { provide: Ticker, useValue: ticker },
        { provide: LaneSweep, useValue: lanes },
        { provide: BulkWorker, useValue: bulk },
        { provide: Reconciler, useValue: reconciler },
        { provide: PartitionMaintainer, useValue: partitions },
        { provide: Retention, useValue: retention },
        { provide: EndWatch, useValue: ends },
        { provide: ErasureSweep, useValue: erasure },
        { provide: DeliveryClock, useValue: deliveries },
        { provide: RecoveryWorker, useValue: recoveries },
        { provide: WebhookCounter, useValue: counter },
      ],
    };
  }
}
