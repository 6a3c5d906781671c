import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { ConfigError } from './config.errors.ts';
import { loadConfig } from './load-config.ts';
import type { Environment, Reader } from './setting.ts';

const reader: Reader = { isTerminal: false, workingDirectory: '/srv', processors: 2 };
const key = randomBytes(32).toString('base64');
const whole: Environment = {
  DATABASE_URL: 'postgres://mill:hunter2@db:5432/mill',
  AMQP_URL: 'amqp://mill:hunter2@rabbit:5672/vhost',
  MILLWRIGHT_SECRET_KEY: key,
  ADMIN_TOKEN: 'a'.repeat(24),
};

const faultsOf = (env: Environment, app?: Reader['app']): ConfigError['faults'] => {
  try {
    loadConfig(env, { ...reader, ...(app && { app }) });
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
};

const faultyOf = (...args: Parameters<typeof faultsOf>): string[] =>
  faultsOf(...args).map(({ variable }) => variable);

describe('the configuration', () => {
  it('keeps mails that nobody can send standalone, and there alone, unless told otherwise', () => {
    const outboxOf = (env: Environment, app: Reader['app']): boolean =>
      loadConfig({ ...whole, ...env }, { ...reader, ...(app && { app }) }).mail.outbox;

    expect(outboxOf({}, 'standalone')).toBe(true);
    expect(outboxOf({}, 'task-runner')).toBe(false);
    expect(outboxOf({ MAIL_OUTBOX: 'true' }, 'task-runner')).toBe(true);
    expect(outboxOf({ MAIL_OUTBOX: 'false' }, 'standalone')).toBe(false);
  });

  it('has the documented defaults when nothing is set', () => {
    expect(loadConfig({}, reader)).toEqual({
      ingress: { port: 8080, trustedProxies: [], bodyLimitBytes: 10_485_760 },
      admin: { port: 8081 },
      limits: {
        headerBytes: 16_384,
        headersTimeoutMs: 30_000,
        bodyTimeoutMs: 60_000,
        keepAliveMs: 65_000,
        connections: 10_000,
        connectionsPerAddress: 1_000,
        heldBodyBytes: 268_435_456,
        adminBodyBytes: 4_194_304,
        jsonDepth: 200,
        jsonKeys: 1_000_000,
        formPairs: 4_096,
        formDepth: 32,
        multipartParts: 1_000,
      },
      calls: { syncTimeoutMaxS: 600, maxWaiting: 5_000 },
      host: '127.0.0.1',
      publicUrl: 'http://localhost:8080',
      health: {},
      dataDir: '/srv/.millwright',
      database: { poolSize: 10 },
      files: { storage: 'database' },
      broker: { prefix: 'millwright' },
      access: {},
      secretKeys: { old: [] },
      intake: { mode: 'database' },
      log: { level: 'info', format: 'json' },
      mail: { outbox: false },
      net: { allow: [] },
      delivery: { requireHttps: false, maxBodyBytes: 1_048_576, concurrency: 1_000 },
      runner: {
        threads: 1,
        concurrency: 50,
        actionTimeLimitMs: 600_000,
        chromium: { sandbox: 'auto' },
      },
      render: {
        timeMs: 20_000,
        memoryBytes: 134_217_728,
        outputBytes: 10_485_760,
        actions: 5_000,
      },
    });
  });

  it('reads every variable', () => {
    const env = {
      ...whole,
      INGRESS_PORT: '1',
      ADMIN_PORT: '0',
      HEALTH_PORT: '65535',
      HOST: '::1',
      PUBLIC_URL: 'https://hooks.example.com/mill/',
      TRUSTED_PROXIES: '10.0.0.0/8, fd00::1',
      BODY_LIMIT_BYTES: '2048',
      HEADER_LIMIT_BYTES: '4096',
      HEADER_TIMEOUT_SECONDS: '1',
      BODY_TIMEOUT_SECONDS: '2',
      KEEP_ALIVE_SECONDS: '3',
      CONNECTION_LIMIT: '4',
      CONNECTION_LIMIT_PER_ADDRESS: '5',
      HELD_BODIES_LIMIT_BYTES: '1048576',
      ADMIN_BODY_LIMIT_BYTES: '65536',
      JSON_DEPTH_LIMIT: '6',
      JSON_KEYS_LIMIT: '7',
      FORM_PAIRS_LIMIT: '8',
      FORM_DEPTH_LIMIT: '9',
      MULTIPART_PARTS_LIMIT: '10',
      MAX_TOKEN_EXPIRATION_DAYS: '90',
      MILLWRIGHT_DATA_DIR: 'my data',
      DATABASE_POOL_SIZE: '3',
      FILES_STORAGE: 's3',
      FILES_S3_ENDPOINT: 'http://minio.internal:9000/',
      FILES_S3_REGION: 'eu-west-1',
      FILES_S3_BUCKET: 'mill-files',
      FILES_S3_ACCESS_KEY_ID: 'AKIA',
      FILES_S3_SECRET_ACCESS_KEY: 'hunter2',
      FILES_S3_PATH_STYLE: 'false',
      AMQP_PREFIX: 'staging',
      MILLWRIGHT_SECRET_KEYS_OLD: ` ${key} , ${key}`,
      INTAKE: 'database',
      LOG_LEVEL: 'debug',
      LOG_FORMAT: 'pretty',
      MAIL_OUTBOX: 'true',
      NET_ALLOW: '10.0.0.0/8, fd00::/8,crm.internal,*.corp,127.0.0.1',
      ENDPOINT_REQUIRE_HTTPS: 'true',
      DELIVERY_MAX_BODY_BYTES: '20971520',
      DELIVERY_CONCURRENCY: '2',
      RUNNER_THREADS: '4',
      RUNNER_CONCURRENCY: '7',
      ACTION_TIME_LIMIT_SECONDS: '90',
      CHROMIUM_PATH: 'chrome/chrome',
      CHROMIUM_SANDBOX: 'required',
      SYNC_TIMEOUT_MAX_SECONDS: '90',
      INGRESS_MAX_WAITING: '10',
      RENDER_TIME_LIMIT_MS: '5000',
      RENDER_MEMORY_LIMIT_MB: '64',
      RENDER_OUTPUT_LIMIT_BYTES: '4096',
      RENDER_ACTIONS_LIMIT: '9',
    };

    expect(loadConfig(env, reader)).toEqual({
      ingress: { port: 1, trustedProxies: ['10.0.0.0/8', 'fd00::1'], bodyLimitBytes: 2048 },
      admin: { port: 0 },
      limits: {
        headerBytes: 4_096,
        headersTimeoutMs: 1_000,
        bodyTimeoutMs: 2_000,
        keepAliveMs: 3_000,
        connections: 4,
        connectionsPerAddress: 5,
        heldBodyBytes: 1_048_576,
        adminBodyBytes: 65_536,
        jsonDepth: 6,
        jsonKeys: 7,
        formPairs: 8,
        formDepth: 9,
        multipartParts: 10,
      },
      calls: { syncTimeoutMaxS: 90, maxWaiting: 10 },
      health: { port: 65_535 },
      host: '::1',
      publicUrl: 'https://hooks.example.com/mill',
      dataDir: '/srv/my data',
      database: { url: whole['DATABASE_URL'], poolSize: 3 },
      files: {
        storage: 's3',
        s3: {
          endpoint: 'http://minio.internal:9000',
          region: 'eu-west-1',
          bucket: 'mill-files',
          accessKeyId: 'AKIA',
          secretAccessKey: 'hunter2',
          pathStyle: false,
        },
      },
      broker: { url: whole['AMQP_URL'], prefix: 'staging' },
      access: { adminToken: 'a'.repeat(24), maxTokenDays: 90 },
      secretKeys: { current: key, old: [key, key] },
      intake: { mode: 'database' },
      log: { level: 'debug', format: 'pretty' },
      mail: { outbox: true },
      net: { allow: ['10.0.0.0/8', 'fd00::/8', 'crm.internal', '*.corp', '127.0.0.1'] },
      delivery: { requireHttps: true, maxBodyBytes: 20_971_520, concurrency: 2 },
      runner: {
        threads: 4,
        concurrency: 7,
        actionTimeLimitMs: 90_000,
        chromium: { path: '/srv/chrome/chrome', sandbox: 'required' },
      },
      render: { timeMs: 5_000, memoryBytes: 67_108_864, outputBytes: 4_096, actions: 9 },
    });
  });

  it('takes an empty variable for an unset one', () => {
    expect(loadConfig({ INGRESS_PORT: '', DATABASE_URL: ' ' }, reader)).toEqual(
      loadConfig({}, reader),
    );
  });

  it('is frozen, all the way down', () => {
    const config = loadConfig({}, reader);

    expect(() => Object.assign(config.net.allow, ['10.0.0.1'])).toThrow(TypeError);
    expect(Object.isFrozen(config.database)).toBe(true);
  });

  it('tells every fault at once, with what is expected and what was given, but no secret', () => {
    const env = {
      INGRESS_PORT: '80800',
      ADMIN_TOKEN: 'short-hunter2',
      DATABASE_URL: 'mysql://root:hunter2@db/x',
      NET_ALLOW: '10.0.0.0/33',
      LOG_LEVEL: 'loud',
    };

    const faults = faultsOf(env);
    const message = new ConfigError(faults).message;

    expect(faults.map(({ variable }) => variable)).toEqual([
      'INGRESS_PORT',
      'DATABASE_URL',
      'ADMIN_TOKEN',
      'LOG_LEVEL',
      'NET_ALLOW',
    ]);
    expect(message).toContain('INGRESS_PORT: expected a port from 0 to 65535');
    expect(message).toContain('(given: "80800")');
    expect(message).not.toContain('hunter2');
  });

  it('needs database, broker and key in an app of the distributed system, and a token in admin-api', () => {
    expect(faultyOf({}, 'ingress')).toEqual(['DATABASE_URL', 'AMQP_URL', 'MILLWRIGHT_SECRET_KEY']);
    expect(faultyOf({}, 'admin-api')).toEqual([
      'DATABASE_URL',
      'AMQP_URL',
      'ADMIN_TOKEN',
      'MILLWRIGHT_SECRET_KEY',
    ]);
    expect(faultyOf({}, 'standalone')).toEqual([]);
    expect(faultyOf(whole, 'admin-api')).toEqual([]);
  });

  it('keeps events in the broker where there is one, but in standalone in the database', () => {
    const modeFor = (app: Reader['app']) => loadConfig(whole, { ...reader, ...(app && { app }) });

    expect(modeFor('ingress').intake.mode).toBe('broker');
    expect(modeFor('standalone').intake.mode).toBe('database');
    expect(faultyOf({ INTAKE: 'broker' })).toEqual(['INTAKE']);
    expect(faultyOf({ INTAKE: 'broker', AMQP_URL: 'nonsense' })).toEqual(['AMQP_URL']);
  });

  it('wants a bucket whole or not at all, and tells no key', () => {
    const s3 = {
      FILES_S3_ENDPOINT: 'https://s3.example',
      FILES_S3_BUCKET: 'mill',
      FILES_S3_ACCESS_KEY_ID: 'AKIA',
      FILES_S3_SECRET_ACCESS_KEY: 'hunter2',
    };

    expect(faultyOf({ FILES_STORAGE: 's3' })).toEqual(Object.keys(s3));
    expect(faultyOf({ FILES_STORAGE: 's3', ...s3, FILES_S3_BUCKET: '' })).toEqual([
      'FILES_S3_BUCKET',
    ]);
    expect(faultyOf({ ...s3, FILES_S3_SECRET_ACCESS_KEY: ' ' })).toEqual([
      'FILES_S3_SECRET_ACCESS_KEY',
    ]);
    expect(faultyOf({ FILES_STORAGE: 's3', ...s3 })).toEqual([]);
    expect(loadConfig(s3, reader).files).toMatchObject({ storage: 'database', s3: {} });
    const faults = faultsOf({ ...s3, FILES_S3_SECRET_ACCESS_KEY: 'hunter 2', FILES_S3_BUCKET: '' });
    expect(JSON.stringify(faults)).not.toContain('hunter');
  });

  it('gives event-router and task-runner a port for their health', () => {
    expect(loadConfig(whole, { ...reader, app: 'event-router' }).health.port).toBe(8082);
    expect(loadConfig(whole, { ...reader, app: 'task-runner' }).health.port).toBe(8083);
  });

  it('derives the public URL from the port, and one port serves one app', () => {
    expect(loadConfig({ INGRESS_PORT: '9090' }, reader).publicUrl).toBe('http://localhost:9090');
    expect(faultyOf({ INGRESS_PORT: '9090', ADMIN_PORT: '9090' })).toEqual(['ADMIN_PORT']);
    expect(faultyOf({ INGRESS_PORT: '0', ADMIN_PORT: '0' })).toEqual([]);
  });

  it.each([
    ['INGRESS_PORT', ['-1', '65536', '80.5', '0x50', '8080x', '1e3']],
    ['PUBLIC_URL', ['localhost:8080', 'ftp://x', 'https://u:p@x', 'https://x/?a=1', 'https://x#a']],
    ['NET_ALLOW', ['10.0.0.0/33', '::/129', '10.0.0', '10.0.0.0/8/9', 'a b', 'http://x', '-x.y']],
    ['ENDPOINT_REQUIRE_HTTPS', ['yes', '1', 'TRUE']],
    ['DELIVERY_MAX_BODY_BYTES', ['0', '1023', '20971521', '1MiB']],
    ['DELIVERY_CONCURRENCY', ['1', '10001', 'many']],
    ['FILES_STORAGE', ['S3', 'disk']],
    ['FILES_S3_ENDPOINT', ['minio:9000', 's3://bucket', 'https://k:s@minio', 'https://minio/?x']],
    ['FILES_S3_BUCKET', ['ab', 'Upper', 'a/b', '-ab', 'a'.repeat(64)]],
    ['MILLWRIGHT_SECRET_KEY', ['short', 'x'.repeat(44), `${key}${key}`]],
    ['MILLWRIGHT_SECRET_KEYS_OLD', [`${key},short`]],
    ['ADMIN_TOKEN', ['a'.repeat(23), `with space ${'a'.repeat(20)}`, `${'a'.repeat(24)}é`]],
    ['MAX_TOKEN_EXPIRATION_DAYS', ['0', '36501', '1.5', '-1', 'never']],
    ['AMQP_PREFIX', ['a b', 'a/b', 'x'.repeat(101)]],
    ['AMQP_URL', ['http://rabbit', 'rabbit:5672']],
    ['INTAKE', ['Broker', 'both']],
  ])('refuses in %s what it is not', (variable, texts) => {
    for (const text of texts)
      expect([text, faultyOf({ [variable]: text })]).toEqual([text, [variable]]);
  });

  it('never throws anything but a list of faults, and tells no secret, for any environment', () => {
    const secrets = ['ADMIN_TOKEN', 'DATABASE_URL', 'AMQP_URL', 'MILLWRIGHT_SECRET_KEY'];
    const others = ['INGRESS_PORT', 'HOST', 'PUBLIC_URL', 'NET_ALLOW', 'MILLWRIGHT_DATA_DIR'];
    const variables = fc.constantFrom(...secrets, ...others);

    fc.assert(
      fc.property(variables, fc.string({ unit: 'binary' }), (variable, text) => {
        const given = faultsOf({ [variable]: text }).map((fault) => fault.given);

        if (secrets.includes(variable)) expect(given.filter(Boolean)).toEqual([]);
      }),
    );
  });
});
