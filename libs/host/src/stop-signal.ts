import type { Logger } from '@millwright/observability';
import type { HostProcess } from './host-process.ts';

/** 30 s for callers who wait for a result, then HTTP, consumers and what they have in hand. */
const STOP_WITHIN_MS = 60_000;
/** npm passes the terminal's Ctrl-C on to a child that had it already. */
const SAME_SIGNAL_MS = 500;

/**
 * Listens for SIGTERM and SIGINT. The first one aborts the returned signal; a second one, or 60 s without an end,
 * ends the process at once with exit code 1.
 */
export function stopSignalOf(host: HostProcess, logger: Logger): AbortSignal {
  const stopping = new AbortController();
  let firstAt = 0;
  const onSignal = (signal: unknown): void => {
    const name = String(signal);
    if (!stopping.signal.aborted) {
      firstAt = Date.now();
      logger.info({ message: 'process.stopping', signal: name });
      stopping.abort();
      setTimeout(() => giveUp('it did not end within 60 s'), STOP_WITHIN_MS).unref();
    } else if (Date.now() - firstAt > SAME_SIGNAL_MS) {
      giveUp(`a second ${name} came`);
    }
  };
  const giveUp = (reason: string): void => {
    logger.error({ message: 'process.killed', reason });
    host.exit(1);
  };
  host.on('SIGTERM', onSignal);
  host.on('SIGINT', onSignal);
  return stopping.signal;
}
