import type { Logger } from '@millwright/observability';
import type { Logger as OrmLogger } from 'typeorm';

/**
 * TypeORM's messages as lines of ours. Parameters are never written, and neither are failed queries: their errors
 * are thrown and told once, by who catches them.
 */
export class TypeormLogger implements OrmLogger {
  private readonly logger: Logger;

  constructor(logger: Logger) {
    this.logger = logger;
  }

  logQuery(): void {}
  logQueryError(): void {}
  logSchemaBuild(): void {}

  logQuerySlow(durationMs: number, query: string): void {
    this.logger.warn({ message: 'database.query_was_slow', duration_ms: durationMs, query });
  }

  logMigration(detail: string): void {
    this.logger.debug({ message: 'database.migration_noted', detail });
  }

  log(level: 'log' | 'info' | 'warn', detail: unknown): void {
    const line = { message: 'database.orm_noted', detail: String(detail) };
    if (level === 'warn') this.logger.warn(line);
    else this.logger.debug(line);
  }
}
