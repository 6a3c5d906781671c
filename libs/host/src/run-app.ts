import type { AppName, Config } from '@millwright/config';
import { HealthChecks, Metrics } from '@millwright/observability';
import type { HostProcess } from './host-process.ts';
import { openPlatform } from './open-platform.ts';
import type { EntityClass, OpenPlatform } from './open-platform.ts';
import type { Platform, RunningApp } from './platform.ts';
import { runProcess } from './run-process.ts';
import type { ProcessContext } from './run-process.ts';
import { openWaitingRoom } from './waiting-room.ts';

/** An app that runs in a process of its own. */
export interface AppDefinition {
  name: Exclude<AppName, 'standalone'>;
  /** Every TypeORM entity that the app's stores use. */
  entities: readonly EntityClass[];
  /** Whether it brings the database to the latest schema (admin-api, event-router); others wait until that is done. */
  migrates: boolean;
  /** Whether its statements are always the same few, worth a plan each that is kept. Default false. */
  keepsPlans?: boolean;
  /** Starts the app on a platform whose database is there and has the latest schema. */
  start: (platform: Platform) => Promise<RunningApp>;
}

/**
 * The whole of an app's `main.ts`:
 *
 * ```ts
 * await runApp({ name: 'ingress', entities: ingressEntities, migrates: false, start: startIngress });
 * ```
 *
 * It reads the environment (exit code 78 with all faults), connects database and broker for as long as it takes, serves
 * health and metrics meanwhile, starts the app once the database is there and migrated (the broker may still be away:
 * ask `bus.isAvailable()`), and stops all of it within 60 s of SIGTERM or SIGINT. `start` is given the {@link Platform}
 * and answers with what {@link startNestApp} answers; it opens and closes neither database nor bus, and adds checks of
 * its own to `platform.health`. `config.health.port` is set for event-router and task-runner, which listen there
 * (in standalone it is not: pass it to `startNestApp` as it is, and no health server starts).
 */
export function runApp(app: AppDefinition, host: HostProcess = process): Promise<void> {
  return runProcess(app.name, (context) => startApp(app, context), host);
}

async function startApp(app: AppDefinition, context: ProcessContext): Promise<RunningApp> {
  const opened = await openWhileWaiting(app, context);
  return startOn(opened, app.start);
}

async function openWhileWaiting(
  { name, entities, migrates, keepsPlans = false }: AppDefinition,
  context: ProcessContext,
): Promise<OpenPlatform> {
  const { config } = context;
  const health = new HealthChecks();
  const metrics = new Metrics({ process: true });
  const port = portOf(name, config);
  const room = await openWaitingRoom({ host: config.host, port, health, metrics });
  const databaseUrl = config.database.url ?? '';
  const needs = { databaseUrl, keepsPlans, entities, migrates, health, metrics };
  const brokerUrl = config.broker.url;
  return openPlatform(context, { ...needs, ...(brokerUrl !== undefined && { brokerUrl }) }).finally(
    () => room.close(),
  );
}

/** Starts something on a platform that is closed with it. */
export async function startOn(
  { platform, close }: OpenPlatform,
  start: (platform: Platform) => Promise<RunningApp>,
): Promise<RunningApp> {
  const app = await start(platform).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const stop = async (): Promise<void> => {
    platform.health.setStopping();
    await app.stop().finally(close);
  };
  return { ...app, stop };
}

function portOf(name: AppDefinition['name'], { ingress, admin, health }: Config): number {
  switch (name) {
    case 'ingress':
      return ingress.port;
    case 'admin-api':
      return admin.port;
    case 'event-router':
    case 'task-runner':
      return health.port ?? 0;
  }
}
