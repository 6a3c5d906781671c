import type { PrintedPage } from '../ports/page-printer.ts';

const PX_PER_INCH = 96;
/** What Chromium scales itself; the rest is a zoom of the page. */
const LEAST_SCALE = 0.1;
const MOST_SCALE = 2;
/** Longest page that readers of PDF show. */
const MAX_PAGE_IN = 200;
const ROUNDED_PX = 2;
/** A zoomed page takes some 20 to 50 pixels more on paper than it measures (Chromium 156). */
const ZOOMED_PX = 60;
/** The window in which a page is measured that is to be as long as it takes. */
const MEASURED_HEIGHT_PX = 96;

/** How a page is laid out in the browser and on paper. */
export interface PageLayout {
  viewport: { width: number; height: number };
  /** Handed to Chromium's printing. */
  scale: number;
  /** Of the document's root, in CSS. */
  zoom: number;
}

/** What is left of the page for the content, in inches across. */
const roomAcross = ({ width, margins }: PrintedPage): number =>
  width - margins.left - margins.right;

/** What header, footer and margins take above and below the content, in inches. */
export const edgesOf = ({ margins, header, footer }: PrintedPage) => ({
  top: margins.top + (header?.height ?? 0),
  bottom: margins.bottom + (footer?.height ?? 0),
});

export function layoutOf(page: PrintedPage): PageLayout {
  const room = roomAcross(page) * PX_PER_INCH;
  const wanted = page.scale * (page.contentWidthPx === undefined ? 1 : room / page.contentWidthPx);
  const scale = Math.min(Math.max(wanted, LEAST_SCALE), MOST_SCALE);
  const { top, bottom } = edgesOf(page);
  const roomDown =
    page.height === 'content'
      ? MEASURED_HEIGHT_PX
      : ((page.height - top - bottom) * PX_PER_INCH) / wanted;
  const viewport = { width: atLeastOne(room / scale), height: atLeastOne(roomDown) };
  return { viewport, scale, zoom: wanted / scale };
}

/** How long the one page becomes that holds content of so many of its own pixels, in inches. The page may say any number. */
export function lengthOf(
  page: PrintedPage,
  contentPx: number,
  { scale, zoom }: PageLayout,
): number {
  const { top, bottom } = edgesOf(page);
  // A little more, or what is rounded begins a second page.
  const spare = zoom === 1 ? ROUNDED_PX : ZOOMED_PX;
  const inches = ((contentPx * zoom + spare) * scale) / PX_PER_INCH + top + bottom;
  return Math.min(Math.max(inches || 0, top + bottom + 0.1), MAX_PAGE_IN);
}

const atLeastOne = (px: number): number => Math.max(1, Math.round(px));
