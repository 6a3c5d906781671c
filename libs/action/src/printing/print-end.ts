import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, BrowserContext } from 'playwright-core';
import { PrintError } from './printing.errors.ts';

/** A browser that does not let go of a page in so long is ended. */
const CLEAN_UP_MS = 5_000;

/** What Playwright throws is about the page or about its time. */
export function failureOf(error: unknown): unknown {
  if (error instanceof PrintError || !(error instanceof Error)) return error;
  if (error.name === 'TimeoutError') {
    const message = 'the page did not come to an end of loading; look for a script that never ends';
    return new PrintError('timeout', message, { cause: error });
  }
  const [line = ''] = error.message.split('\n');
  const reason = line.replace(/^[\w.]+: (?:Protocol error \([\w.]+\): )?/, '');
  return new PrintError('print_failed', `the page could not be printed: ${reason}`, {
    cause: error,
  });
}

/** Closes the context of a print; where it does not close, the browser. */
export async function letGo(browser: Browser, opening: Promise<BrowserContext>): Promise<void> {
  const closed = opening
    .then((context) => context.close())
    .then(
      () => true,
      () => !browser.isConnected(),
    );
  const patience = new AbortController();
  const isClosed = await Promise.race([
    closed,
    delay(CLEAN_UP_MS, false, { signal: patience.signal }).catch(() => false),
  ]);
  patience.abort();
  // Also ends what others print in it: they are tried again.
  if (!isClosed) await browser.close().catch(() => undefined);
}
