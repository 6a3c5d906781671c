/** What is logged: `message` is a fact in the past tense (`event.received`), every other field is snake_case. */
export type LogLine = { message: string } & Record<string, unknown>;

/** The four levels, least important first. */
export const logLevels = ['debug', 'info', 'warn', 'error'] as const;

/** One of {@link logLevels}. */
export type LogLevel = (typeof logLevels)[number];

/**
 * Where lines go. An abstract class, so that it is its own token for Nest. Secrets are taken out by the
 * logger, not by its callers; `error` may be anything thrown and is written with code, fault and retry.
 */
export abstract class Logger {
  abstract debug(line: LogLine): void;
  abstract info(line: LogLine): void;
  abstract warn(line: LogLine): void;
  abstract error(line: LogLine & { error?: unknown }): void;
  /** A logger whose lines all carry these fields too. */
  abstract child(fields: Record<string, unknown>): Logger;
}
