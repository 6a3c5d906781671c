import { ChromiumPrinter } from '@millwright/action';
import { DeliveryRunner } from '@millwright/delivery';
import { LiquidPool } from '@millwright/liquid';
import { OutboundHttp } from '@millwright/net';
import { CallPerformer, HeldWork, TaskCatalogue, TaskRunPerformer } from '@millwright/task';
import { Module, type DynamicModule } from '@nestjs/common';
import { ActionRunsConsumer } from './action-runs.consumer.ts';
import { ActionsInHand } from './actions-in-hand.ts';
import type { Runner } from './assemble-runner.ts';
import { Shops } from './assemble-shops.ts';
import { BulkOperationsClock } from './bulk-operations-clock.service.ts';
import { CallsConsumer } from './calls.consumer.ts';
import { CatalogueConsumer } from './catalogue.consumer.ts';
import { ConnectionTester } from './connection-tester.ts';
import { ConnectionTestsConsumer } from './connection-tests.consumer.ts';
import { DeliveriesConsumer } from './deliveries.consumer.ts';
import { ProviderFetchesConsumer } from './provider-fetches.consumer.ts';
import { RunnerShutdown } from './runner-shutdown.service.ts';
import { TaskRunLog } from './task-run-log.ts';
import { TaskRunsConsumer } from './task-runs.consumer.ts';

/** Renders task runs, performs action runs, sends deliveries, fetches the keys of senders and tries Connections. */
@Module({
  controllers: [
    CallsConsumer,
    TaskRunsConsumer,
    ActionRunsConsumer,
    DeliveriesConsumer,
    CatalogueConsumer,
    ProviderFetchesConsumer,
    ConnectionTestsConsumer,
  ],
})
export class TaskRunnerModule {
  static forRoot({
    catalogue,
    calls,
    taskRuns,
    actions,
    deliveries,
    connectionTester,
    held,
    liquid,
    shops,
    net,
    printer,
  }: Runner): DynamicModule {
    return {
      module: TaskRunnerModule,
      providers: [
        RunnerShutdown,
        BulkOperationsClock,
        TaskRunLog,
        { provide: Shops, useValue: shops },
        { provide: CallPerformer, useValue: calls },
        { provide: TaskCatalogue, useValue: catalogue },
        { provide: TaskRunPerformer, useValue: taskRuns },
        { provide: ActionsInHand, useValue: actions },
        { provide: DeliveryRunner, useValue: deliveries },
        { provide: ConnectionTester, useValue: connectionTester },
        { provide: HeldWork, useValue: held },
        { provide: LiquidPool, useValue: liquid },
        { provide: OutboundHttp, useValue: net },
        { provide: ChromiumPrinter, useValue: printer },
      ],
    };
  }
}
