import { availableParallelism } from 'node:os';
import { ConfigError } from './config.errors.ts';
import type { ConfigFault } from './config.errors.ts';
import type { Config } from './config.ts';
import { filesOf } from './files-of.ts';
import { readSection } from './read-section.ts';
import type { Environment, Reader } from './setting.ts';
import { sections } from './sections/index.ts';

const MEBIBYTE = 1_048_576;

/**
 * The configuration that an environment gives. An empty variable counts as unset; a variable that is not a
 * setting is ignored. `reader.app` decides what is needed: without it nothing is (tests).
 * @throws ConfigError with every fault at once.
 */
export function loadConfig(env: Environment, reader: Partial<Reader> = {}): Config {
  const faults: ConfigFault[] = [];
  const config = configOf(env, { ...thisMachine(), ...reader }, faults);
  faults.push(...contradictionsOf(config, faults));
  if (faults.length > 0) throw new ConfigError(faults);
  return frozen(config);
}

/** The environment of this process: the one place where it is looked at. */
export const processEnvironment = (): Environment => ({ ...process.env });

function configOf(env: Environment, reader: Reader, faults: ConfigFault[]): Config {
  const http = readSection(sections.http, env, reader, faults);
  const limits = readSection(sections.limits, env, reader, faults);
  const calls = readSection(sections.calls, env, reader, faults);
  const storage = readSection(sections.storage, env, reader, faults);
  const files = readSection(sections.files, env, reader, faults);
  const broker = readSection(sections.broker, env, reader, faults);
  const access = readSection(sections.access, env, reader, faults);
  const log = readSection(sections.log, env, reader, faults);
  const mail = readSection(sections.mail, env, reader, faults);
  const net = readSection(sections.net, env, reader, faults);
  const delivery = readSection(sections.delivery, env, reader, faults);
  const runner = readSection(sections.runner, env, reader, faults);
  const render = readSection(sections.render, env, reader, faults);
  return {
    ingress: {
      port: http.ingressPort,
      bodyLimitBytes: http.bodyLimitBytes,
      trustedProxies: http.trustedProxies,
    },
    admin: { port: http.adminPort },
    limits: {
      headerBytes: limits.headerLimitBytes,
      headersTimeoutMs: limits.headerTimeoutSeconds * 1_000,
      bodyTimeoutMs: limits.bodyTimeoutSeconds * 1_000,
      keepAliveMs: limits.keepAliveSeconds * 1_000,
      connections: limits.connectionLimit,
      connectionsPerAddress: limits.addressConnectionLimit,
      heldBodyBytes: limits.heldBodiesBytes,
      adminBodyBytes: limits.adminBodyLimitBytes,
      jsonDepth: limits.jsonDepthLimit,
      jsonKeys: limits.jsonKeysLimit,
      formPairs: limits.formPairsLimit,
      formDepth: limits.formDepthLimit,
      multipartParts: limits.multipartPartsLimit,
    },
    calls: {
      syncTimeoutMaxS: calls.syncTimeoutMaxSeconds,
      maxWaiting: calls.ingressMaxWaiting,
    },
    host: http.host,
    publicUrl: http.publicUrl,
    health: { ...(http.healthPort !== undefined && { port: http.healthPort }) },
    dataDir: storage.dataDir,
    database: {
      poolSize: storage.poolSize,
      ...(storage.databaseUrl !== undefined && { url: storage.databaseUrl }),
    },
    files: filesOf(files, faults),
    broker: {
      prefix: broker.amqpPrefix,
      ...(broker.amqpUrl !== undefined && { url: broker.amqpUrl }),
    },
    access: {
      ...(access.adminToken !== undefined && { adminToken: access.adminToken }),
      ...(access.maxTokenExpirationDays !== undefined && {
        maxTokenDays: access.maxTokenExpirationDays,
      }),
    },
    secretKeys: {
      old: access.oldSecretKeys,
      ...(access.secretKey !== undefined && { current: access.secretKey }),
    },
    intake: { mode: broker.intake },
    log: { level: log.logLevel, format: log.logFormat },
    mail: { outbox: mail.outbox },
    net: { allow: net.netAllow },
    delivery: {
      requireHttps: delivery.endpointRequireHttps,
      maxBodyBytes: delivery.deliveryMaxBodyBytes,
      concurrency: delivery.deliveryConcurrency,
    },
    runner: {
      threads: runner.threads,
      concurrency: runner.concurrency,
      actionTimeLimitMs: runner.actionTimeLimitSeconds * 1_000,
      chromium: {
        sandbox: runner.chromiumSandbox,
        ...(runner.chromiumPath !== undefined && { path: runner.chromiumPath }),
      },
    },
    render: {
      timeMs: render.renderTimeMs,
      memoryBytes: render.renderMemoryMb * MEBIBYTE,
      outputBytes: render.renderOutputBytes,
      actions: render.renderActions,
    },
  };
}

/** Values that are right one by one and wrong together. */
function contradictionsOf(
  { intake, broker, ingress, admin }: Config,
  known: readonly ConfigFault[],
): ConfigFault[] {
  const faults: ConfigFault[] = [];
  const isAmqpUrlAtFault = known.some(({ variable }) => variable === 'AMQP_URL');
  if (intake.mode === 'broker' && broker.url === undefined && !isAmqpUrlAtFault) {
    faults.push({
      variable: 'INTAKE',
      given: 'broker',
      expected: 'database, as AMQP_URL is unset',
    });
  }
  if (ingress.port !== 0 && ingress.port === admin.port) {
    const expected = 'another port than INGRESS_PORT has';
    faults.push({ variable: 'ADMIN_PORT', given: String(admin.port), expected });
  }
  return faults;
}

const thisMachine = (): Reader => ({
  isTerminal: process.stdout.isTTY === true,
  workingDirectory: process.cwd(),
  processors: availableParallelism(),
});

function frozen<T extends object>(value: T): T {
  for (const inner of Object.values(value)) {
    if (typeof inner === 'object' && inner !== null) frozen(inner as object);
  }
  return Object.freeze(value);
}
