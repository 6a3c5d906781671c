export * from './conditions.ts';
export * from './database.errors.ts';
export * from './database.ts';
export * from './epoch.ts';
export * from './insert-rows.ts';
export * from './kept-by-epoch.ts';
export * from './lease.ts';
export * from './migrate.ts';
export { openDatabase } from './open-database.ts';
export type { DatabaseOptions, EntityClass } from './open-database.ts';
export * from './partitions/ensure-partitions.ts';
export * from './rows-in-arrays.ts';
export * from './sealed-column.ts';
export * from './sql.ts';
export * from './transaction.ts';
export * from './update-rows.ts';
export { EmbeddedPostgresError } from './embedded/embedded-postgres.errors.ts';
export { startEmbeddedPostgres } from './embedded/start-embedded-postgres.ts';
export type {
  EmbeddedPostgres,
  EmbeddedPostgresOptions,
} from './embedded/start-embedded-postgres.ts';
export * from './partitions/drop-partitions.ts';
export * from './partitions/drop-week.ts';
export * from './partitions/list-weeks.ts';
export { WEEK_MS, mondayOf } from './partitions/partition.ts';
export * from './partitions/partition-maintainer.ts';
export * from './schema/list-schema.ts';
export * from './schema/schema-drift.ts';
