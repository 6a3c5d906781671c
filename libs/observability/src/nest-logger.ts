import type { LoggerService } from '@nestjs/common';
import type { Logger, LogLevel } from './logger.ts';

/** Nest's own lines through our logger. What Nest calls "log" is about its insides, so it goes to debug. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  private write(level: LogLevel, message: unknown, rest: unknown[]): void {
    const context = rest.at(-1);
    const error = message instanceof Error ? message : undefined;
    this.logger[level]({
      message: error ? error.message : typeof message === 'string' ? message : 'nest.said',
      ...(typeof context === 'string' && { context }),
      ...(typeof message === 'object' && !error && { detail: message }),
      ...(error && { error }),
      ...(level === 'error' && rest.length > 1 && { stack: rest[0] }),
    });
  }
}
