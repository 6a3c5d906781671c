import { WorkspaceFactsCache } from '@millwright/access';
import type { Config } from '@millwright/config';
import { Database, PartitionMaintainer } from '@millwright/database';
import { EventStore } from '@millwright/event';
import { CLOCK, CONFIG, INSTANCE_ID } from '@millwright/host';
import type { Clock, Id } from '@millwright/kernel';
import { MessageBus } from '@millwright/messaging';
import { Logger, Metrics } from '@millwright/observability';
import {
  BatchRouter,
  EventRouter,
  publishDueOn,
  Reconciler,
  Scheduler,
  TaskIndex,
} from '@millwright/task';
import { Module } from '@nestjs/common';
import { Clockwork } from './clockwork.service.ts';
import { EventsConsumer } from './events.consumer.ts';

/** Turns accepted events into due work, and keeps the clock. */
@Module({
  controllers: [EventsConsumer],
  providers: [
    Clockwork,
    EventStore,
    TaskIndex,
    {
      provide: WorkspaceFactsCache,
      inject: [CLOCK, CONFIG],
      useFactory: (clock: Clock, { publicUrl }: Config) =>
        new WorkspaceFactsCache(clock, publicUrl),
    },
    {
      provide: EventRouter,
      inject: [Database, EventStore, TaskIndex, WorkspaceFactsCache, CLOCK],
      useFactory: (...parts: ConstructorParameters<typeof EventRouter>) =>
        new EventRouter(...parts),
    },
    {
      provide: BatchRouter,
      inject: [EventRouter, MessageBus, Logger, Metrics],
      useFactory: batchRouterOf,
    },
    {
      provide: Scheduler,
      inject: [Database, MessageBus, Logger],
      useFactory: (database: Database, bus: MessageBus, logger: Logger) =>
        new Scheduler(database, publishDueOn(bus, logger), logger),
    },
    {
      provide: Reconciler,
      inject: [Database, MessageBus, Logger, INSTANCE_ID],
      useFactory: (database: Database, bus: MessageBus, logger: Logger, instanceId: Id) =>
        new Reconciler({ database, instanceId, logger, publish: publishDueOn(bus, logger) }),
    },
    {
      provide: PartitionMaintainer,
      inject: [Database, INSTANCE_ID, Logger],
      useFactory: (database: Database, holder: Id, logger: Logger) =>
        new PartitionMaintainer({ database, holder, logger }),
    },
  ],
})
export class EventRouterModule {}

function batchRouterOf(
  router: EventRouter,
  bus: MessageBus,
  logger: Logger,
  metrics: Metrics,
): BatchRouter {
  const routed = metrics.counter('events_routed_total', 'Events routed');
  const requested = metrics.counter('task_runs_requested_total', 'Task runs made by routing');
  return new BatchRouter(router, publishDueOn(bus, logger), ({ events, taskRuns }) => {
    routed.inc({}, events.length);
    requested.inc({}, taskRuns);
    for (const { id, workspace_id, topic, source } of events) {
      logger.info({ message: 'event.routed', workspace_id, event_id: id, topic, source });
    }
  });
}
