import { openDatabase, migrate, schemaIsCurrent } from '@millwright/database';
import type { Database } from '@millwright/database';
import { MillwrightError, newId, systemClock } from '@millwright/kernel';
import type { ErrorKind } from '@millwright/kernel';
import { openLocalBus, openRabbitBus } from '@millwright/messaging';
import type { MessageBus } from '@millwright/messaging';
import type { HealthChecks, Metrics } from '@millwright/observability';
import { keepTrying } from './keep-trying.ts';
import type { Platform } from './platform.ts';
import type { ProcessContext } from './run-process.ts';

/** With the 8 s of HTTP before it and closing after it, this takes no more than 30 s: a stop has 60, of which callers who wait get 30. */
const DRAIN_MS = 15_000;

/** A class that TypeORM maps to a table. */
export type EntityClass = new (...args: never[]) => object;

/** What a platform is opened with. */
export interface PlatformOptions {
  entities: readonly EntityClass[];
  /** Whether to bring the database to the latest schema; otherwise somebody else's doing so is awaited. */
  migrates: boolean;
  databaseUrl: string;
  /** Whether its statements are always the same few: see `openDatabase`. Default false. */
  keepsPlans?: boolean;
  /** Without one, messages stay within the process. */
  brokerUrl?: string;
  health: HealthChecks;
  metrics: Metrics;
}

/** A platform, and what closes its bus and database. */
export interface OpenPlatform {
  readonly platform: Platform;
  readonly close: () => Promise<void>;
}

/**
 * Connects database and bus, adds their checks to `health`, and answers once the database has the latest schema,
 * however long that takes. A broker may still be away then: the bus goes on trying by itself.
 * @throws when `context.stopping` is aborted meanwhile; nothing stays open.
 */
export async function openPlatform(
  context: ProcessContext,
  options: PlatformOptions,
): Promise<OpenPlatform> {
  const { config, logger, stopping } = context;
  const { health, metrics } = options;
  const opened: { database?: Database; isMigrated?: boolean; bus?: MessageBus } = {};
  const close = async (): Promise<void> => {
    await opened.bus?.close();
    await opened.database?.close();
  };
  const checkDatabase = async (): Promise<void> => {
    if (!opened.database) throw new NotReadyError('not connected yet');
    if (!opened.isMigrated) throw new NotReadyError(waitsFor(options));
    await opened.database.query('select 1');
  };
  health.add('database', checkDatabase);
  health.add('broker', async () => {
    if (!opened.bus) throw new NotReadyError('not connected yet');
    await opened.bus.check();
  });
  const isReady = (): Promise<boolean> => checkDatabase().then(...yesOrNo);

  try {
    const [database, bus] = await Promise.all([
      connect(context, options).then((it) => (opened.database = it)),
      openBus(context, options, isReady).then((it) => (opened.bus = it)),
    ]);
    await keepTrying(() => bringUpToDate(database, options, context), {
      what: 'schema',
      logger,
      stopping,
      isHopeless: (error) => !(error instanceof MillwrightError && error.retry),
    });
    opened.isMigrated = true;
    const instanceId = newId();
    const platform = {
      config,
      logger,
      metrics,
      health,
      database,
      bus,
      clock: systemClock,
      instanceId,
    };
    return { platform, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const yesOrNo = [() => true, () => false] as const;

/** Also a wrong password or a missing database is waited for: whoever sets things up may not be done. */
function connect(
  { config, logger, stopping }: ProcessContext,
  { databaseUrl, entities, keepsPlans = false }: PlatformOptions,
): Promise<Database> {
  const { poolSize } = config.database;
  const connection = { url: databaseUrl, poolSize, keepsPlans };
  const open = (): Promise<Database> =>
    openDatabase({ ...connection, entities: [...entities], logger, waitMs: 0 });
  return keepTrying(open, { what: 'database', logger, stopping });
}

async function openBus(
  { config, logger }: ProcessContext,
  { brokerUrl, metrics }: PlatformOptions,
  ready: () => Promise<boolean>,
): Promise<MessageBus> {
  const options = { logger, metrics, ready, drainMs: DRAIN_MS };
  if (brokerUrl === undefined) return openLocalBus(options);
  return openRabbitBus({ ...options, url: brokerUrl, prefix: config.broker.prefix });
}

async function bringUpToDate(
  database: Database,
  options: PlatformOptions,
  { logger }: ProcessContext,
): Promise<void> {
  if (await schemaIsCurrent(database)) return;
  if (!options.migrates) throw new NotReadyError(waitsFor(options));
  const applied = await migrate(database);
  logger.info({ message: 'schema.migrated', migrations: applied });
}

const waitsFor = ({ migrates }: PlatformOptions): string =>
  migrates
    ? 'its schema is being brought up to date'
    : 'its schema is not up to date: admin-api and event-router bring it there when they start';

const openingErrors = {
  not_ready: { fault: 'ours', retry: true },
} as const satisfies Record<string, ErrorKind>;

/** Something that comes by itself is not there yet. */
class NotReadyError extends MillwrightError {
  readonly code = 'not_ready';

  constructor(detail: string) {
    super(detail, openingErrors.not_ready);
  }
}
