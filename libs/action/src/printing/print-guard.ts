import type { Browser, Page } from 'playwright-core';
import { PrintError } from './printing.errors.ts';

/** What ends a print before its time: it is aborted, takes too long, or its page or browser dies. */
export class PrintGuard {
  private readonly broken: Promise<never>;
  private fail: (reason: unknown) => void = () => undefined;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly browser: Browser,
    private readonly signal: AbortSignal,
    limitMs: number,
  ) {
    this.broken = new Promise<never>((_resolve, reject) => (this.fail = reject));
    // Who awaits it hears of it; between two steps nobody does.
    this.broken.catch(() => undefined);
    const late = `the page took longer than ${limitMs / 1_000} s to print; look for a script that never ends`;
    this.timer = setTimeout(() => this.fail(new PrintError('timeout', late)), limitMs);
    browser.on('disconnected', this.onDisconnected);
    signal.addEventListener('abort', this.onAbort);
    if (signal.aborted) this.onAbort();
  }

  watch(page: Page): void {
    page.on('crash', () =>
      this.fail(crashed('the page made its browser crash; it may need less memory')),
    );
  }

  /** What the step answers, unless the print ends first. @throws PrintError; or the signal's reason */
  async during<T>(step: Promise<T>): Promise<T> {
    // What it fails with once the print has ended is nobody's concern.
    step.catch(() => undefined);
    return Promise.race([step, this.broken]);
  }

  end(): void {
    clearTimeout(this.timer);
    this.browser.off('disconnected', this.onDisconnected);
    this.signal.removeEventListener('abort', this.onAbort);
  }

  private readonly onAbort = (): void => this.fail(this.signal.reason);
  private readonly onDisconnected = (): void =>
    this.fail(crashed('the browser ended while it printed'));
}

const crashed = (detail: string): PrintError => new PrintError('print_crashed', detail);
