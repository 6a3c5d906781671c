import { retentionDaysOf, WorkspaceFactsCache } from '@millwright/access';
import { PartitionMaintainer } from '@millwright/database';
import { EventStore } from '@millwright/event';
import type { Platform } from '@millwright/host';
import type { Logger, Metrics } from '@millwright/observability';
import {
  BatchRouter,
  EventRouter,
  publishDueOn,
  Reconciler,
  Retention,
  Scheduler,
  TaskIndex,
  type RemovedHistory,
  type Routed,
} from '@millwright/task';

/** The parts of a router, put together. */
export interface Router {
  batches: BatchRouter;
  scheduler: Scheduler;
  reconciler: Reconciler;
  partitions: PartitionMaintainer;
  retention: Retention;
}

/** Puts a router together on a platform. */
export function assembleRouter(platform: Platform): Router {
  const { config, database, bus, clock, logger, metrics, instanceId } = platform;
  const publish = publishDueOn(bus, logger);
  const events = new EventStore(database);
  const workspaces = new WorkspaceFactsCache(clock, config.publicUrl, config.render);
  const router = new EventRouter(database, events, new TaskIndex(), workspaces, clock);
  return {
    batches: new BatchRouter(router, publish, reportTo(logger, metrics)),
    scheduler: new Scheduler(database, publish, logger),
    reconciler: new Reconciler({ database, instanceId, logger, publish }),
    partitions: new PartitionMaintainer({ database, logger }),
    retention: new Retention({
      database,
      periods: { daysOf: retentionDaysOf },
      instanceId,
      logger,
      report: countRemoved(metrics),
    }),
  };
}

function reportTo(logger: Logger, metrics: Metrics): (routed: Routed) => void {
  const routed = metrics.counter('millwright_events_routed_total', 'Events routed');
  const requested = metrics.counter(
    'millwright_task_runs_requested_total',
    'Task runs made by routing',
  );
  return ({ events, taskRuns }) => {
    routed.inc({}, events.length);
    requested.inc({}, taskRuns);
    for (const { id, workspace_id, topic, source } of events) {
      logger.info({ message: 'event.routed', workspace_id, event_id: id, topic, source });
    }
  };
}

function countRemoved(metrics: Metrics): (removed: RemovedHistory) => void {
  const events = metrics.counter(
    'millwright_retention_events_removed_total',
    'Events that retention removed one by one',
  );
  const weeks = metrics.counter(
    'millwright_retention_weeks_dropped_total',
    'Weeks of history that retention dropped as a whole',
  );
  return (removed) => {
    events.inc({}, removed.events);
    weeks.inc({}, removed.weeks);
  };
}
