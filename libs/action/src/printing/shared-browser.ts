import type { Browser } from 'playwright-core';

/** One browser for all who print: started by the first, ended a while after the last. */
export class SharedBrowser {
  private browser: Promise<Browser> | undefined;
  private users = 0;
  private idleTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly launch: () => Promise<Browser>,
    private readonly idleMs: number,
  ) {}

  async use<T>(work: (browser: Browser) => Promise<T>): Promise<T> {
    clearTimeout(this.idleTimer);
    this.users += 1;
    try {
      return await work(await this.running());
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
    await browser?.then((running) => running.close()).catch(() => undefined);
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
