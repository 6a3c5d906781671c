import { loadConfig, processEnvironment, summaryOf, ConfigError } from '@millwright/config';
import type { AppName, Config, Environment } from '@millwright/config';
import { MillwrightError } from '@millwright/kernel';
import { createLogger, redactedText } from '@millwright/observability';
import type { Logger } from '@millwright/observability';
import type { HostProcess } from './host-process.ts';
import type { RunningApp } from './platform.ts';
import { stopSignalOf } from './stop-signal.ts';

/** EX_CONFIG of sysexits.h: the environment is at fault. */
const CONFIG_EXIT_CODE = 78;

/** What a program gets to start with. */
export interface ProcessContext {
  readonly config: Config;
  readonly logger: Logger;
  /** Aborted by the first SIGTERM or SIGINT; whoever waits then throws. */
  readonly stopping: AbortSignal;
}

/**
 * The life of a process: reads the environment (all faults on stderr, exit code 78), starts `main`, waits for SIGTERM
 * or SIGINT, stops what `main` started, and exits with 0. A start that fails tells why on stderr, in one sentence where
 * its user can help, and exits with 1; so does a promise that nobody caught. `main` cleans up after itself when it throws.
 */
export async function runProcess(
  name: AppName,
  main: (context: ProcessContext) => Promise<RunningApp>,
  host: HostProcess = process,
  env: Environment = processEnvironment(),
): Promise<void> {
  const config = configOf(name, env, host);
  if (config === undefined) return host.exit(CONFIG_EXIT_CODE);
  const logger = createLogger({ ...config.log, fields: { app: name } });
  dieOfTheUnexpected(host, logger);
  const stopping = stopSignalOf(host, logger);

  logger.info({ message: 'process.starting', settings: summaryOf(config) });
  const startedAt = performance.now();
  try {
    const app = await main({ config, logger, stopping });
    const durationMs = Math.round(performance.now() - startedAt);
    logger.info({ message: 'process.started', duration_ms: durationMs });
    await aborted(stopping);
    await app.stop();
  } catch (error) {
    if (!stopping.aborted || !isAbort(error)) return fail(error, host, logger);
  }
  logger.info({ message: 'process.stopped' });
  host.exit(0);
}

function configOf(name: AppName, env: Environment, host: HostProcess): Config | undefined {
  try {
    return loadConfig(env, { app: name });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    host.stderr.write(`${error.message}\n`);
    return undefined;
  }
}

function fail(error: unknown, host: HostProcess, logger: Logger): void {
  if (error instanceof MillwrightError && error.fault === 'user') {
    host.stderr.write(`${redactedText(error.message)}\n`);
  } else {
    logger.error({ message: 'process.failed', error });
  }
  host.exit(1);
}

function dieOfTheUnexpected(host: HostProcess, logger: Logger): void {
  const die = (error: unknown): void => {
    logger.error({ message: 'process.crashed', error });
    host.exit(1);
  };
  host.on('unhandledRejection', die);
  host.on('uncaughtException', die);
}

const isAbort = (error: unknown): boolean => (error as { name?: unknown }).name === 'AbortError';

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
