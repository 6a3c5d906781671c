import { startEmbeddedPostgres } from '@millwright/database';
import { openPlatform } from '@millwright/host';
import type { OpenPlatform, ProcessContext } from '@millwright/host';
import type { HealthChecks, Metrics } from '@millwright/observability';
import { openDataDir } from './data-dir.ts';
import type { KeptSecret } from './kept-secret.ts';
import { withSecrets } from './secrets.ts';

/** A platform with everything below it, and the admin token where it is in the data directory. */
export interface Premises extends OpenPlatform {
  token: KeptSecret | undefined;
}

/** Opens data directory, database (embedded unless DATABASE_URL names one), secrets and platform, in this order. */
export async function openPremises(
  context: ProcessContext,
  told: { health: HealthChecks; metrics: Metrics },
): Promise<Premises> {
  await openDataDir(context.config.dataDir);
  const database = await openPostgres(context);
  try {
    const { config, token } = await withSecrets({ ...context.config, health: {} });
    const options = { databaseUrl: database.url, entities: [], migrates: true, ...told };
    const { url } = config.broker;
    const brokerUrl = url === undefined ? {} : { brokerUrl: url };
    const opened = await openPlatform({ ...context, config }, { ...options, ...brokerUrl });
    const close = (): Promise<void> => opened.close().finally(() => database.stop());
    return { platform: opened.platform, close, token };
  } catch (error) {
    await database.stop();
    throw error;
  }
}

async function openPostgres({
  config,
  logger,
}: ProcessContext): Promise<{ url: string; stop(): Promise<void> }> {
  const { dataDir, database } = config;
  if (database.url === undefined) return startEmbeddedPostgres({ dataDir, logger });
  return { url: database.url, stop: () => Promise.resolve() };
}
