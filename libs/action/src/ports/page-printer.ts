import type { OutboundHttp } from '@millwright/net';

/** Prints HTML. */
export interface PagePrinter {
  /** @throws ConnectionError `connection_missing` where there is no browser; PrintError */
  print(page: PrintedPage, through: PageReach): Promise<PrintedPdf>;
}

/** How a page reaches the outside world, and until when. */
export interface PageReach {
  /** All that the page loads, it loads through this. */
  net: OutboundHttp;
  /** Rejects with its reason when aborted. */
  signal: AbortSignal;
}

/** A PDF, and what is not in it: resources that could not be loaded. */
export interface PrintedPdf {
  bytes: Buffer;
  warnings: readonly string[];
}

/** What is printed, and how. Lengths in inches unless their names say otherwise. */
export interface PrintedPage {
  html: string;
  width: number;
  /** `content`: one page, as long as it takes. */
  height: number | 'content';
  /** Around header, content and footer. */
  margins: { top: number; right: number; bottom: number; left: number };
  header?: PageBand;
  footer?: PageBand;
  /** As in `1-3,5`; without it all. */
  pages?: string;
  /** 1: a CSS inch is an inch. */
  scale: number;
  /** How many CSS pixels wide the content is laid out; it is scaled to the width of the page. */
  contentWidthPx?: number;
  media: 'screen' | 'print';
  /** How long scripts have after the page was loaded; undefined: none is run. */
  scriptDelayMs?: number;
  /** `#rrggbb` or `#rrggbbaa`, of the whole of each page. */
  background?: string;
  about: DocumentFacts;
}

/** HTML between the margin and the content of each page, in a band of this height. */
export interface PageBand {
  html: string;
  height: number;
}

/** What a PDF says about itself. */
export interface DocumentFacts {
  /** Default: the HTML's own. */
  title?: string;
  author?: string;
  subject?: string;
  keywords?: string;
}
