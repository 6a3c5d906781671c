import { randomBytes } from 'node:crypto';

/** The PostgreSQL server that tests may make databases on. */
export const databaseUrl = (): string =>
  process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';

/** The RabbitMQ that tests may make queues on. */
export const amqpUrl = (): string => process.env['AMQP_URL'] ?? 'amqp://guest:guest@127.0.0.1:5672';

/** A prefix for exchanges and queues that nobody else has: one a test file. */
export const amqpPrefix = (): string => `test-${randomBytes(6).toString('hex')}`;
