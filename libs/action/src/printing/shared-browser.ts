import { setTimeout as delay } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { orAborted } from './or-aborted.ts';

const CLOSE_MS = 5_000;

/** One browser for all who print: started by the first, ended a while after the last. */
export class SharedBrowser {
  private browser: Promise<Browser> | undefined;
  private users = 0;
  private idleTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly launch: () => Promise<Browser>,
    private readonly idleMs: number,
  ) {}

  /** The signal ends the wait for a browser; what comes after is the work's own affair. */
  async use<T>(work: (browser: Browser) => Promise<T>, signal: AbortSignal): Promise<T> {
    clearTimeout(this.idleTimer);
    this.users += 1;
    try {
      return await work(await orAborted(this.running(), signal));
    } finally {
      this.users -= 1;
      if (this.users === 0)
        this.idleTimer = setTimeout(() => void this.close(), this.idleMs).unref();
    }
  }

  /** Ends the browser, and with it what it is doing; the next use starts another. */
  async close(): Promise<void> {
    clearTimeout(this.idleTimer);
    const { browser } = this;
    this.browser = undefined;
    const closed = browser?.then((running) => running.close()).catch(() => undefined);
    // One that does not end is killed in the end, by Playwright or with this process; nobody waits for that.
    await Promise.race([closed, delay(CLOSE_MS, undefined, { ref: false })]);
  }

  /** What did not start, or is no more, is not kept. */
  private running(): Promise<Browser> {
    if (this.browser !== undefined) return this.browser;
    const starting = this.launch();
    const forget = (): void => {
      if (this.browser === starting) this.browser = undefined;
    };
    this.browser = starting;
    starting.then((browser) => browser.on('disconnected', forget), forget);
    return starting;
  }
}
