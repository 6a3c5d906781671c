import { Logger } from './logger.ts';

class SilentLogger extends Logger {
  override debug(): void {}
  override info(): void {}
  override warn(): void {}
  override error(): void {}
  override child(): Logger {
    return this;
  }
}

/** A logger that writes nothing, for tests and for code that may be given none. */
export const silentLogger: Logger = new SilentLogger();
