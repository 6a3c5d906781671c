/** Prints HTML. What the page loads goes through the address rules. */
export interface PagePrinter {
  /** Answers a PDF. @throws ActionError `connection_missing` where there is no browser */
  print(page: PrintedPage, signal: AbortSignal): Promise<Buffer>;
}

/** What is printed, and how; lengths in inches. */
export interface PrintedPage {
  html: string;
  /** Of the `pdf` generator's options, read. */
  layout: Readonly<Record<string, unknown>>;
}
