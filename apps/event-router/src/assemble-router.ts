import {
  retentionDaysOf,
  timezonesOf,
  WorkspaceFactsCache,
  workspaceValuesWith,
} from '@millwright/access';
import { CacheStore } from '@millwright/cache';
import { PartitionMaintainer } from '@millwright/database';
import {
  DeliveryHints,
  DeliveryHistory,
  DeliveryMaker,
  DeliverySweep,
  EndpointIndex,
  EndpointOutlet,
  Flusher,
  RecoveryWorker,
} from '@millwright/delivery';
import { EventStore } from '@millwright/event';
import type { Platform } from '@millwright/host';
import type { Id } from '@millwright/kernel';
import { LiquidPool, type RenderHost } from '@millwright/liquid';
import type { Logger, Metrics } from '@millwright/observability';
import {
  BatchRouter,
  BulkWorker,
  ChildEventStore,
  ErasureSweep,
  ErrorEvents,
  EventFilterGate,
  EventRouter,
  FilterIndex,
  gaugeOpenWork,
  LaneSweep,
  publishDueOn,
  Reconciler,
  Retention,
  Scheduler,
  TaskIndex,
  Ticker,
  type RemovedHistory,
  type Routed,
} from '@millwright/task';
import { WebhookCounter, WebhookCountStore } from '@millwright/webhook';
import { DeliveryClock } from './deliveries/delivery-clock.ts';
import { EndWatch } from './ends/end-watch.ts';
import { leaseEnds } from './ends/lease-ends.ts';
import { tokenEnds } from './ends/token-ends.ts';

/** The parts of a router, put together. */
export interface Router {
  batches: BatchRouter;
  /** Renders event filters; without any it has no threads. */
  liquid: LiquidPool;
  scheduler: Scheduler;
  ticker: Ticker;
  lanes: LaneSweep;
  bulk: BulkWorker;
  reconciler: Reconciler;
  partitions: PartitionMaintainer;
  retention: Retention;
  ends: EndWatch;
  erasure: ErasureSweep;
  deliveries: DeliveryClock;
  recoveries: RecoveryWorker;
  counter: WebhookCounter;
}

const FILTER_THREADS = 2;

/** Puts a router together on a platform. */
export function assembleRouter(platform: Platform): Router {
  const { config, database, bus, clock, logger, metrics, instanceId } = platform;
  const publish = publishDueOn(bus, logger);
  const deliveries = new DeliveryHistory();
  gaugeOpenWork(metrics, database);
  const events = new EventStore(database);
  const workspaces = new WorkspaceFactsCache(clock, config.publicUrl, config.render);
  const tasks = new TaskIndex();
  const index = new FilterIndex();
  const errors = new ErrorEvents(new ChildEventStore(publish, clock, workspaces));
  const filters = { index, errors };
  const endpoints = new EndpointIndex();
  const outlet = outletOf(platform, endpoints);
  const router = new EventRouter(database, events, tasks, workspaces, clock, filters, outlet);
  const liquid = new LiquidPool({
    threads: FILTER_THREADS,
    maxMemoryBytes: config.render.memoryBytes,
  });
  const gate = new EventFilterGate({
    database,
    events,
    index,
    liquid,
    workspaces,
    globals: workspaceValuesWith(config.secretKeys),
    cacheOf: cacheOn(platform),
  });
  const counter = new WebhookCounter(database, new WebhookCountStore(), metrics);
  const report = reportTo(logger, metrics, counter);
  const batches = new BatchRouter(router, publish, report, gate, (workspaceId) =>
    endpoints.keepsOrder(workspaceId),
  );
  return {
    batches,
    counter,
    liquid,
    scheduler: new Scheduler(database, publish, logger),
    ticker: new Ticker({ database, index: tasks, timezones: { timezonesOf }, publish, logger }),
    lanes: new LaneSweep({ database, workspaces, instanceId, publish, logger }),
    bulk: new BulkWorker({ database, instanceId, publish, logger, deliveries }),
    reconciler: new Reconciler({ database, instanceId, logger, publish }),
    partitions: new PartitionMaintainer({ database, logger }),
    retention: new Retention({
      database,
      periods: { daysOf: retentionDaysOf },
      deliveries,
      instanceId,
      logger,
      report: countRemoved(metrics),
    }),
    ends: new EndWatch({ database, publish, logger }, [...tokenEnds, ...leaseEnds]),
    erasure: new ErasureSweep({ database, instanceId, logger }),
    deliveries: deliveryClockOf(platform, events),
    recoveries: new RecoveryWorker({
      ...{ database, instanceId, logger },
      maker: makerOf(platform),
      hints: new DeliveryHints(bus),
    }),
  };
}

/** What of deliveries happens by the clock. */
function deliveryClockOf(
  { config, database, bus, clock, logger, instanceId }: Platform,
  events: EventStore,
): DeliveryClock {
  const publish = publishDueOn(bus, logger);
  const { publicUrl, delivery } = config;
  const rules = { publicUrl, maxBodyBytes: delivery.maxBodyBytes };
  const flusher = new Flusher({ database, events, rules, clock, publish });
  const sweep = new DeliverySweep({ database, flusher, publish, instanceId, logger });
  return new DeliveryClock(database, sweep, logger);
}

/** What the endpoints of outgoing webhooks get. */
function outletOf(platform: Platform, endpoints: EndpointIndex): EndpointOutlet {
  return new EndpointOutlet(endpoints, makerOf(platform));
}

function makerOf({ config: { publicUrl, delivery } }: Platform): DeliveryMaker {
  return new DeliveryMaker({ publicUrl, maxBodyBytes: delivery.maxBodyBytes });
}

/** The `cache` object of filters, over the entries of their Workspace. */
function cacheOn({ database }: Platform): (workspaceId: Id) => RenderHost {
  const cache = new CacheStore();
  return (workspaceId) => ({
    cacheValue: async (key) => (await cache.entry(database, workspaceId, key))?.value,
    cacheEntries: () => cache.entries(database, workspaceId),
  });
}

function reportTo(
  logger: Logger,
  metrics: Metrics,
  counter: WebhookCounter,
): (routed: Routed) => void {
  const routed = metrics.counter('millwright_events_routed_total', 'Events routed');
  const requested = metrics.counter(
    'millwright_task_runs_requested_total',
    'Task runs made by routing',
  );
  return ({ events, duplicates, taskRuns }) => {
    routed.inc({}, events.length);
    requested.inc({}, taskRuns);
    for (const { id, workspace_id, topic, source } of events) {
      logger.info({ message: 'event.routed', workspace_id, event_id: id, topic, source });
    }
    for (const { id, workspace_id, webhook_id } of duplicates) {
      counter.note(webhook_id!, 'duplicates');
      logger.info({ message: 'event.left_out', workspace_id, event_id: id, webhook_id });
    }
  };
}

function countRemoved(metrics: Metrics): (removed: Partial<RemovedHistory>) => void {
  const counted = (noun: string) =>
    metrics.counter(
      `millwright_retention_${noun}_removed_total`,
      `${noun[0]!.toUpperCase()}${noun.slice(1)} that retention removed one by one`,
    );
  const events = counted('events');
  const deliveries = counted('deliveries');
  const attempts = counted('attempts');
  const weeks = metrics.counter(
    'millwright_retention_weeks_dropped_total',
    'Weeks of history that retention dropped as a whole',
  );
  const expired = metrics.counter(
    'millwright_deliveries_expired_total',
    'Deliveries that were not received for as long as their Workspace keeps its history',
  );
  return (removed) => {
    events.inc({}, removed.events ?? 0);
    deliveries.inc({}, removed.deliveries ?? 0);
    attempts.inc({}, removed.attempts ?? 0);
    weeks.inc({}, removed.weeks ?? 0);
    expired.inc({}, removed.expired ?? 0);
  };
}
