import type { Database } from '../database.ts';

/**
 * What TypeORM's schema builder would change and we know better: what an ORM can't express. Everything else that it
 * would do is drift between entities and migrations.
 */
const inexpressible: readonly { what: string; is: (statement: string) => boolean }[] = [
  {
    what: 'indexes that only migrations name: on expressions, partial ones, or for queries of stores alone',
    is: (statement) => /^DROP INDEX /.test(statement),
  },
  {
    what: 'checks and foreign keys: entities carry neither',
    is: (statement) => /^ALTER TABLE \S+ DROP CONSTRAINT /.test(statement),
  },
];

/** The statements by which the schema builder would bring the tables to the entities; none when they agree. */
export async function schemaDriftOf(database: Database): Promise<string[]> {
  const { upQueries } = await database.dataSource.driver.createSchemaBuilder().log();
  return upQueries
    .map(({ query }) => query)
    .filter((statement) => !inexpressible.some(({ is }) => is(statement)));
}
