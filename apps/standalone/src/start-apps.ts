import { startAdminApi } from '@millwright/admin-api';
import { takeBackEverything } from '@millwright/event';
import { startEventRouter } from '@millwright/event-router';
import type { Platform, RunningApp } from '@millwright/host';
import { startIngress } from '@millwright/ingress';
import { startTaskRunner } from '@millwright/task-runner';

/** The four apps on one platform, and the configuration with the ports that they got. */
export interface RunningApps extends RunningApp {
  config: Platform['config'];
  adminPort: number;
}

/**
 * Starts all four, ingress first: what it listens on is in the URLs that the others hand out. What an earlier process
 * had in hand when it died is due again at once: behind the lock of an embedded database nobody else can hold it.
 */
export async function startApps(shared: Platform): Promise<RunningApps> {
  let areStarted = false;
  shared.health.add('apps', async () => {
    if (!areStarted) throw new Error('starting');
  });
  if (shared.database.isEmbedded) await takeBackEverything(shared.database);
  const ingress = await startIngress(forApp(shared, 'ingress'));
  const platform = { ...shared, config: withPort(shared.config, ingress.port) };
  const others = await Promise.allSettled([
    startEventRouter(forApp(platform, 'event-router')),
    startTaskRunner(forApp(platform, 'task-runner')),
    startAdminApi(forApp(platform, 'admin-api')),
  ]);
  const [router, runner, admin] = others.map(valueOf);
  const stop = async (): Promise<void> => {
    await Promise.all([ingress.stop(), admin?.stop()]);
    await Promise.all([router?.stop(), runner?.stop()]);
  };
  const failed = others.find(({ status }) => status === 'rejected');
  if (failed) {
    await stop();
    throw (failed as PromiseRejectedResult).reason;
  }
  areStarted = true;
  return { stop, config: platform.config, adminPort: admin?.port ?? platform.config.admin.port };
}

const valueOf = (result: PromiseSettledResult<RunningApp>): RunningApp | undefined =>
  result.status === 'fulfilled' ? result.value : undefined;

const forApp = (platform: Platform, app: string): Platform => ({
  ...platform,
  logger: platform.logger.child({ app }),
});

/** The default base of URLs names the port that was asked for; 0 is no port to call. */
const withPort = (config: Platform['config'], port: number | undefined): Platform['config'] =>
  config.publicUrl === 'http://localhost:0' && port !== undefined
    ? { ...config, publicUrl: `http://localhost:${port}` }
    : config;
