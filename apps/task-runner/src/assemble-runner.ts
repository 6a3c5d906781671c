import { WorkspaceFactsCache, workspaceValuesWith } from '@millwright/access';
import type { ChromiumPrinter } from '@millwright/action';
import { CacheStore } from '@millwright/cache';
import type { DeliveryRunner } from '@millwright/delivery';
import { EventStore } from '@millwright/event';
import type { Platform } from '@millwright/host';
import { SecretBox, type Id } from '@millwright/kernel';
import { LiquidPool } from '@millwright/liquid';
import type { RenderHost } from '@millwright/liquid';
import { OutboundHttp } from '@millwright/net';
import {
  ActionRunPerformer,
  CallPerformer,
  ChildEventStore,
  EndEvents,
  HeldWork,
  InTransactionPerformer,
  publishDueOn,
  TaskCatalogue,
  TaskRunPerformer,
} from '@millwright/task';
import { ActionsInHand } from './actions-in-hand.ts';
import { assembleActionPorts, assemblePrinter } from './assemble-action-ports.ts';
import { assembleDeliveries } from './assemble-deliveries.ts';
import { ConnectionTester } from './connection-tester.ts';
import { assembleShops, type Shops } from './assemble-shops.ts';

/** The parts of a runner, put together. */
export interface Runner {
  catalogue: TaskCatalogue;
  calls: CallPerformer;
  taskRuns: TaskRunPerformer;
  actions: ActionsInHand;
  deliveries: DeliveryRunner;
  connectionTester: ConnectionTester;
  held: HeldWork;
  liquid: LiquidPool;
  shops: Shops;
  net: OutboundHttp;
  printer: ChromiumPrinter;
}

/** Puts a runner together on a platform. */
export function assembleRunner(platform: Platform): Runner {
  const { config, database, bus, clock, logger, metrics, instanceId } = platform;
  const catalogue = new TaskCatalogue(database);
  const held = new HeldWork(database, instanceId, logger);
  const liquid = new LiquidPool({
    threads: config.runner.threads,
    maxMemoryBytes: config.render.memoryBytes,
  });
  const net = new OutboundHttp({ allow: config.net.allow });
  const printer = assemblePrinter(platform);
  const publish = publishDueOn(bus, logger);
  const workspaces = new WorkspaceFactsCache(clock, config.publicUrl, config.render);
  const children = new ChildEventStore(publish, clock, workspaces);
  const values = workspaceValuesWith(config.secretKeys);
  const ports = assembleActionPorts(platform, { liquid, workspaces, values, printer });
  const shops = assembleShops(platform, { ports, net, children });
  const inTransaction = new InTransactionPerformer({
    net,
    clock,
    events: children,
    ...ports,
    bulkOperations: shops.bulkOperations,
  });
  const connectionTester = new ConnectionTester({
    ...{ database, net, clock, tokens: ports.tokens },
    box: new SecretBox(config.secretKeys),
  });
  const shared = {
    database,
    catalogue,
    held,
    clock,
    instanceId,
    workspaces,
    publish,
    endEvents: new EndEvents(children, catalogue.index),
  };
  const taskRuns = new TaskRunPerformer({
    ...shared,
    events: new EventStore(database),
    liquid,
    actions: inTransaction,
    cacheOf: cacheOn(platform),
    values,
    shops: shops.scripts,
  });
  const { concurrency, actionTimeLimitMs: timeLimitMs } = config.runner;
  const performer = new ActionRunPerformer({
    ...shared,
    inTransaction,
    secrets: values,
    timeLimitMs,
  });
  const actions = new ActionsInHand(performer, { logger, metrics, concurrency });
  const calls = new CallPerformer(database, taskRuns, publish);
  const deliveries = assembleDeliveries(platform, { net, liquid, workspaces });
  return {
    ...{ catalogue, calls, taskRuns, actions, deliveries, connectionTester },
    ...{ held, liquid, shops, net, printer },
  };
}

/** The `cache` object of scripts, over the entries of their Workspace. */
function cacheOn({ database }: Platform): (workspaceId: Id) => RenderHost {
  const cache = new CacheStore();
  return (workspaceId) => ({
    cacheValue: async (key) => (await cache.entry(database, workspaceId, key))?.value,
    cacheEntries: () => cache.entries(database, workspaceId),
  });
}
