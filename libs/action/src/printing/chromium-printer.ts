import { Slots } from '@millwright/kernel';
import type { PagePrinter, PageReach, PrintedPage, PrintedPdf } from '../ports/page-printer.ts';
import { chromiumAt } from './find-chromium.ts';
import { type ChromiumLaunch, launchChromium } from './launch-chromium.ts';
import { orAborted } from './or-aborted.ts';
import { defaultPrintLimits, type PrintLimits } from './print-limits.ts';
import { printPage } from './print-page.ts';
import { SharedBrowser } from './shared-browser.ts';

const IDLE_MS = 60_000;
/** Each page is a process of its own that may take some hundred MB. */
const AT_ONCE = 2;

/** Which browser prints, and how much it may take. */
export interface ChromiumPrinterOptions extends Partial<Omit<ChromiumLaunch, 'path'>> {
  /** Its program. Default: where packages install it. */
  path?: string | undefined;
  limits?: Partial<PrintLimits>;
  idleMs?: number;
}

/** Prints with headless Chromium: started by the first page, ended a minute after the last, two pages at a time. */
export class ChromiumPrinter implements PagePrinter {
  private readonly slots = new Slots(AT_ONCE);
  private readonly browser: SharedBrowser;
  private readonly limits: PrintLimits;

  constructor({
    path,
    limits,
    idleMs = IDLE_MS,
    sandbox = 'auto',
    started,
  }: ChromiumPrinterOptions = {}) {
    this.limits = { ...defaultPrintLimits, ...limits };
    this.browser = new SharedBrowser(
      () => launchChromium({ path: chromiumAt(path), sandbox, ...(started && { started }) }),
      idleMs,
    );
  }

  /** @throws ConnectionError connection_missing; PrintError; or the signal's reason; Error when the browser does not start */
  async print(page: PrintedPage, reach: PageReach): Promise<PrintedPdf> {
    await this.place(reach.signal);
    try {
      return await this.browser.use(
        (browser) => printPage(browser, page, reach, this.limits),
        reach.signal,
      );
    } finally {
      this.slots.give();
    }
  }

  /** Ends the browser, and what is printed by it. */
  close(): Promise<void> {
    return this.browser.close();
  }

  /** Waits for one of the places, unless it is told to stop. */
  private async place(signal: AbortSignal): Promise<void> {
    const taken = this.slots.take();
    try {
      await orAborted(taken, signal);
    } catch (error) {
      void taken.then(() => this.slots.give());
      throw error;
    }
  }
}
