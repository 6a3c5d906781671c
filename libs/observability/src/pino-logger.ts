import { pino } from 'pino';
import type { DestinationStream, Logger as Pino } from 'pino';
import pinoPretty from 'pino-pretty';
import { errorFields, isErrorLike } from './error-fields.ts';
import { Logger } from './logger.ts';
import type { LogLevel, LogLine } from './logger.ts';
import { redactedFields } from './redaction.ts';

/** How a logger writes. `fields` go into every line; `destination` is standard output unless given. */
export interface LoggerOptions {
  level: LogLevel;
  format: 'json' | 'pretty';
  fields?: Record<string, unknown>;
  destination?: { write(line: string): void };
}

/** A logger that writes one line at a time, at once, so that the last words before a crash are read too. */
export function createLogger(options: LoggerOptions): Logger {
  const settings = {
    level: options.level,
    base: null,
    messageKey: 'message',
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return new PinoLogger(pino(settings, streamOf(options)), {}).child(options.fields ?? {});
}

function streamOf({ format, destination }: LoggerOptions): DestinationStream {
  const out = destination ?? pino.destination({ dest: 1, sync: true });
  if (format === 'json') return out;
  const prettify = pinoPretty.prettyFactory({
    colorize: destination === undefined && process.stdout.isTTY === true,
    messageKey: 'message',
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'instance_id',
    singleLine: true,
  });
  return { write: (line) => void out.write(prettify(line)) };
}

/** {@link Logger} over pino. Made by {@link createLogger}. */
class PinoLogger extends Logger {
  private readonly pino: Pino;

  /** A child is made from the root: pino writes a field of a child's child twice when both name it. */
  constructor(
    private readonly root: Pino,
    private readonly fields: Record<string, unknown>,
  ) {
    super();
    this.pino = root.child(fields);
  }

  override debug(line: LogLine): void {
    this.write('debug', line);
  }

  override info(line: LogLine): void {
    this.write('info', line);
  }

  override warn(line: LogLine): void {
    this.write('warn', line);
  }

  override error(line: LogLine): void {
    this.write('error', line);
  }

  override child(fields: Record<string, unknown>): Logger {
    return new PinoLogger(this.root, { ...this.fields, ...redactedFields(fields) });
  }

  private write(level: LogLevel, { message, error, ...fields }: LogLine): void {
    if (!this.pino.isLevelEnabled(level)) return;
    const said = error === undefined ? fields : { ...fields, error: asFields(error, level) };
    this.pino[level](redactedFields(said), message);
  }
}

/** Below error a stack tells nothing but noise: it is where we wait for something. */
const asFields = (error: unknown, level: LogLevel): unknown =>
  isErrorLike(error)
    ? errorFields(error, level === 'error' ? 'with stacks' : 'without stacks')
    : error;
