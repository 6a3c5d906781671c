import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { PageReach, PrintedPage, PrintedPdf } from '../ports/page-printer.ts';
import { answerRequests, DOCUMENT_URL } from './answer-requests.ts';
import { bandTemplateOf, NO_BAND } from './band-template.ts';
import { contentHeight, isLoaded, openNoWindows, prepareDocument } from './in-the-browser.ts';
import { edgesOf, layoutOf, lengthOf, type PageLayout } from './page-layout.ts';
import { PageResources } from './page-resources.ts';
import { withFacts } from './pdf-facts.ts';
import { PrintGuard } from './print-guard.ts';
import type { PrintLimits } from './print-limits.ts';
import { failureOf, letGo } from './print-end.ts';

/** How often it is looked whether the page has all that it asked for. */
const LOOK_EVERY_MS = 20;
/** For what is still on its way within the browser once nothing more is fetched. */
const LAST_MS = 2_000;
const MAX_TITLE = 1_000;

/** Prints one page in a context of its own, of which nothing is left. @throws PrintError; or the signal's reason */
export async function printPage(
  browser: Browser,
  page: PrintedPage,
  reach: PageReach,
  limits: PrintLimits,
): Promise<PrintedPdf> {
  const limitMs = limits.loadMs + (page.scriptDelayMs ?? 0) + limits.workMs;
  const guard = new PrintGuard(browser, reach.signal, limitMs);
  const layout = layoutOf(page);
  const opening = browser.newContext({
    viewport: layout.viewport,
    javaScriptEnabled: page.scriptDelayMs !== undefined,
    serviceWorkers: 'block',
    acceptDownloads: false,
    locale: 'en-US',
    timezoneId: 'UTC',
  });
  try {
    const context = await guard.during(opening);
    const resources = new PageResources(reach, limits);
    const print = new Print(context, guard, { page, layout, resources, limits });
    const bytes = await guard.during(print.pdf());
    return { bytes, warnings: resources.warnings };
  } catch (error) {
    throw reach.signal.aborted ? reach.signal.reason : failureOf(error);
  } finally {
    guard.end();
    await letGo(browser, opening);
  }
}

class Print {
  constructor(
    private readonly context: BrowserContext,
    private readonly guard: PrintGuard,
    private readonly given: {
      page: PrintedPage;
      layout: PageLayout;
      resources: PageResources;
      limits: PrintLimits;
    },
  ) {}

  async pdf(): Promise<Buffer> {
    const { page, layout } = this.given;
    const tab = await this.context.newPage();
    const hasBands = page.header !== undefined || page.footer !== undefined;
    const blank = hasBands ? await this.context.newPage() : undefined;
    this.guard.watch(tab);
    this.context.on('page', (other) => void other.close().catch(() => undefined));
    await this.loaded(tab);
    const { zoom } = layout;
    const { background } = page;
    await tab.evaluate(prepareDocument, {
      zoom,
      ...(background === undefined ? {} : { background }),
    });
    const height =
      page.height === 'content'
        ? lengthOf(page, Number(await tab.evaluate(contentHeight)), layout)
        : page.height;
    const { top, bottom } = edgesOf(page);
    const bytes = await tab.pdf({
      width: `${page.width}in`,
      height: `${height}in`,
      margin: inInches({ ...page.margins, top, bottom }),
      scale: layout.scale,
      printBackground: true,
      ...(page.pages === undefined ? {} : { pageRanges: page.pages }),
      ...(await this.bands(blank)),
    });
    const title = page.about.title ?? (await tab.title());
    return withFacts(bytes, { ...page.about, title: String(title).slice(0, MAX_TITLE) });
  }

  /** The page as it is when all has come that comes in time, and scripts have had theirs. */
  private async loaded(tab: Page): Promise<void> {
    const { page, resources, limits } = this.given;
    await tab.addInitScript(openNoWindows);
    await answerRequests(this.context, { page: tab, html: page.html, resources });
    await tab.emulateMedia({ media: page.media });
    // Not until its load event: a page that tries to lead elsewhere meanwhile has none.
    await tab.goto(DOCUMENT_URL, { waitUntil: 'commit', timeout: limits.loadMs });
    const giveUpAt = Date.now() + limits.loadMs + LAST_MS;
    while (!(await tab.evaluate(isLoaded)) && Date.now() < giveUpAt) await delay(LOOK_EVERY_MS);
    if (page.scriptDelayMs !== undefined) {
      await delay(page.scriptDelayMs, undefined, { ref: false });
    }
    while (!resources.isQuiet) await delay(LOOK_EVERY_MS);
  }

  private async bands(blank: Page | undefined) {
    const { page, resources } = this.given;
    const { header, footer, margins } = page;
    if (blank === undefined) return {};
    const { left, right } = margins;
    const by = { blank, resources };
    const top = { edge: 'top', offset: margins.top, left, right } as const;
    const bottom = { edge: 'bottom', offset: margins.bottom, left, right } as const;
    return {
      displayHeaderFooter: true,
      headerTemplate: header === undefined ? NO_BAND : await bandTemplateOf(header, top, by),
      footerTemplate: footer === undefined ? NO_BAND : await bandTemplateOf(footer, bottom, by),
    };
  }
}

const inInches = (lengths: PrintedPage['margins']) => ({
  top: `${lengths.top}in`,
  right: `${lengths.right}in`,
  bottom: `${lengths.bottom}in`,
  left: `${lengths.left}in`,
});
