import type { Config } from './config.ts';
import { urlWithoutCredentials } from './setting-types.ts';

const MEBIBYTE = 1_048_576;

/** Every setting by its variable, fit to be logged: secrets as `set` or `unset`, URLs without credentials. */
export function summaryOf(config: Config): Record<string, string | number> {
  const {
    ingress,
    limits,
    calls,
    admin,
    health,
    database,
    files,
    broker,
    access,
    secretKeys,
    log,
    runner,
    render,
  } = config;
  return {
    INGRESS_PORT: ingress.port,
    ADMIN_PORT: admin.port,
    HEALTH_PORT: health.port ?? 'unset',
    HOST: config.host,
    PUBLIC_URL: config.publicUrl,
    TRUSTED_PROXIES: ingress.trustedProxies.join(',') || 'unset',
    BODY_LIMIT_BYTES: ingress.bodyLimitBytes,
    HEADER_LIMIT_BYTES: limits.headerBytes,
    HEADER_TIMEOUT_SECONDS: limits.headersTimeoutMs / 1_000,
    BODY_TIMEOUT_SECONDS: limits.bodyTimeoutMs / 1_000,
    KEEP_ALIVE_SECONDS: limits.keepAliveMs / 1_000,
    CONNECTION_LIMIT: limits.connections,
    CONNECTION_LIMIT_PER_ADDRESS: limits.connectionsPerAddress,
    HELD_BODIES_LIMIT_BYTES: limits.heldBodyBytes,
    ADMIN_BODY_LIMIT_BYTES: limits.adminBodyBytes,
    JSON_DEPTH_LIMIT: limits.jsonDepth,
    JSON_KEYS_LIMIT: limits.jsonKeys,
    FORM_PAIRS_LIMIT: limits.formPairs,
    FORM_DEPTH_LIMIT: limits.formDepth,
    MULTIPART_PARTS_LIMIT: limits.multipartParts,
    SYNC_TIMEOUT_MAX_SECONDS: calls.syncTimeoutMaxS,
    INGRESS_MAX_WAITING: calls.maxWaiting,
    MILLWRIGHT_DATA_DIR: config.dataDir,
    DATABASE_URL: urlShown(database.url),
    DATABASE_POOL_SIZE: database.poolSize,
    FILES_STORAGE: files.storage,
    FILES_S3_ENDPOINT: urlShown(files.s3?.endpoint),
    FILES_S3_REGION: files.s3?.region ?? 'unset',
    FILES_S3_BUCKET: files.s3?.bucket ?? 'unset',
    FILES_S3_ACCESS_KEY_ID: setOrUnset(files.s3?.accessKeyId),
    FILES_S3_SECRET_ACCESS_KEY: setOrUnset(files.s3?.secretAccessKey),
    FILES_S3_PATH_STYLE: files.s3 ? String(files.s3.pathStyle) : 'unset',
    AMQP_URL: urlShown(broker.url),
    AMQP_PREFIX: broker.prefix,
    INTAKE: config.intake.mode,
    ADMIN_TOKEN: setOrUnset(access.adminToken),
    MAX_TOKEN_EXPIRATION_DAYS: access.maxTokenDays ?? 'unset',
    MILLWRIGHT_SECRET_KEY: setOrUnset(secretKeys.current),
    MILLWRIGHT_SECRET_KEYS_OLD: secretKeys.old.length === 0 ? 'unset' : 'set',
    LOG_LEVEL: log.level,
    LOG_FORMAT: log.format,
    NET_ALLOW: config.net.allow.join(',') || 'unset',
    ENDPOINT_REQUIRE_HTTPS: String(config.delivery.requireHttps),
    DELIVERY_MAX_BODY_BYTES: config.delivery.maxBodyBytes,
    DELIVERY_CONCURRENCY: config.delivery.concurrency,
    RUNNER_THREADS: runner.threads,
    RUNNER_CONCURRENCY: runner.concurrency,
    ACTION_TIME_LIMIT_SECONDS: runner.actionTimeLimitMs / 1_000,
    MAIL_OUTBOX: String(config.mail.outbox),
    CHROMIUM_PATH: runner.chromium.path ?? 'unset',
    CHROMIUM_SANDBOX: runner.chromium.sandbox,
    RENDER_TIME_LIMIT_MS: render.timeMs,
    RENDER_MEMORY_LIMIT_MB: render.memoryBytes / MEBIBYTE,
    RENDER_OUTPUT_LIMIT_BYTES: render.outputBytes,
    RENDER_ACTIONS_LIMIT: render.actions,
  };
}

const setOrUnset = (secret: string | undefined): string => (secret === undefined ? 'unset' : 'set');

const urlShown = (url: string | undefined): string =>
  url === undefined ? 'unset' : urlWithoutCredentials(url);
