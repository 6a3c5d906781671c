import { WorkspaceFactsCache } from '@millwright/access';
import { CacheStore } from '@millwright/cache';
import type { Config } from '@millwright/config';
import { Database } from '@millwright/database';
import { EventStore } from '@millwright/event';
import { CLOCK, CONFIG, INSTANCE_ID } from '@millwright/host';
import type { Clock, Id } from '@millwright/kernel';
import { LiquidPool } from '@millwright/liquid';
import { MessageBus } from '@millwright/messaging';
import { OutboundHttp } from '@millwright/net';
import { Logger, Metrics } from '@millwright/observability';
import {
  ActionRunPerformer,
  ChildEventStore,
  HeldWork,
  InTransactionPerformer,
  publishDueOn,
  TaskCatalogue,
  TaskRunPerformer,
} from '@millwright/task';
import { Module } from '@nestjs/common';
import { ActionRunsConsumer } from './action-runs.consumer.ts';
import { ActionsInHand } from './actions-in-hand.ts';
import { CatalogueConsumer } from './catalogue.consumer.ts';
import { RunnerShutdown } from './runner-shutdown.service.ts';
import { TaskRunsConsumer } from './task-runs.consumer.ts';

/** Renders task runs and performs action runs. */
@Module({
  controllers: [TaskRunsConsumer, ActionRunsConsumer, CatalogueConsumer],
  providers: [
    EventStore,
    CacheStore,
    RunnerShutdown,
    {
      provide: TaskCatalogue,
      inject: [Database],
      useFactory: (database: Database) => new TaskCatalogue(database),
    },
    {
      provide: WorkspaceFactsCache,
      inject: [CLOCK, CONFIG],
      useFactory: (clock: Clock, { publicUrl }: Config) =>
        new WorkspaceFactsCache(clock, publicUrl),
    },
    {
      provide: LiquidPool,
      inject: [CONFIG],
      useFactory: ({ runner }: Config) => new LiquidPool({ threads: runner.threads }),
    },
    {
      provide: OutboundHttp,
      inject: [CONFIG],
      useFactory: ({ net }: Config) => new OutboundHttp({ allow: net.allow }),
    },
    {
      provide: HeldWork,
      inject: [Database, INSTANCE_ID, Logger],
      useFactory: (...parts: ConstructorParameters<typeof HeldWork>) => new HeldWork(...parts),
    },
    {
      provide: InTransactionPerformer,
      inject: [OutboundHttp, MessageBus, CLOCK],
      useFactory: (net: OutboundHttp, bus: MessageBus, clock: Clock) =>
        new InTransactionPerformer({ net, clock, events: new ChildEventStore(bus, clock) }),
    },
    {
      provide: TaskRunPerformer,
      inject: [
        Database,
        EventStore,
        TaskCatalogue,
        LiquidPool,
        WorkspaceFactsCache,
        InTransactionPerformer,
        HeldWork,
        CLOCK,
        INSTANCE_ID,
        CacheStore,
        MessageBus,
        Logger,
      ],
      useFactory: taskRunPerformerOf,
    },
    {
      provide: ActionRunPerformer,
      inject: [
        Database,
        TaskCatalogue,
        WorkspaceFactsCache,
        InTransactionPerformer,
        HeldWork,
        CLOCK,
        INSTANCE_ID,
        MessageBus,
        Logger,
      ],
      useFactory: actionRunPerformerOf,
    },
    {
      provide: ActionsInHand,
      inject: [ActionRunPerformer, Logger, Metrics, CONFIG],
      useFactory: (
        performer: ActionRunPerformer,
        logger: Logger,
        metrics: Metrics,
        { runner }: Config,
      ) => new ActionsInHand(performer, logger, metrics, runner.concurrency),
    },
  ],
})
export class TaskRunnerModule {}

const taskRunPerformerOf = (
  database: Database,
  events: EventStore,
  catalogue: TaskCatalogue,
  liquid: LiquidPool,
  workspaces: WorkspaceFactsCache,
  actions: InTransactionPerformer,
  held: HeldWork,
  clock: Clock,
  instanceId: Id,
  cache: CacheStore,
  bus: MessageBus,
  logger: Logger,
): TaskRunPerformer =>
  new TaskRunPerformer({
    database,
    events,
    catalogue,
    liquid,
    workspaces,
    actions,
    held,
    clock,
    instanceId,
    cacheOf: (workspaceId) => ({
      cacheValue: async (key) => (await cache.entry(workspaceId, key))?.value,
      cacheEntries: () => cache.entries(workspaceId),
    }),
    publish: publishDueOn(bus, logger),
  });

const actionRunPerformerOf = (
  database: Database,
  catalogue: TaskCatalogue,
  workspaces: WorkspaceFactsCache,
  inTransaction: InTransactionPerformer,
  held: HeldWork,
  clock: Clock,
  instanceId: Id,
  bus: MessageBus,
  logger: Logger,
): ActionRunPerformer =>
  new ActionRunPerformer({
    database,
    catalogue,
    workspaces,
    inTransaction,
    held,
    clock,
    instanceId,
    publish: publishDueOn(bus, logger),
  });
