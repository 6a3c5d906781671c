/** Functions that run in the browser: each is sent there as text, so it uses nothing but its argument and the page. */

/** The little of the DOM that is used here; the whole would open `fetch` and more to all of this library. */
interface BrowserElement {
  innerHTML: string;
  scrollHeight: number;
  style: Record<string, string>;
  classList: { add(name: string): void };
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  remove(): void;
}
interface BrowserDocument {
  readyState: string;
  documentElement: BrowserElement;
  head: BrowserElement;
  body: BrowserElement;
  adoptedStyleSheets: BrowserStyleSheet[];
  querySelectorAll(selector: string): Iterable<BrowserElement>;
}
interface BrowserStyleSheet {
  replaceSync(css: string): void;
}
declare const document: BrowserDocument;
declare const globalThis: { open: () => null };
declare const CSSStyleSheet: new () => BrowserStyleSheet;
declare const DOMParser: new () => {
  parseFromString(html: string, type: 'text/html'): BrowserDocument;
};

/** Zooms the page and colours its sheets: of the sheets and not of the document, so below the margins too. */
export function prepareDocument({ zoom, background }: { zoom: number; background?: string }): void {
  if (zoom !== 1) document.documentElement.style['zoom'] = String(zoom);
  if (background === undefined) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`@page { background-color: ${background} }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

/** Windows that a page opens are of no use to its print, and each takes a process. */
export const openNoWindows = (): void => {
  globalThis.open = () => null;
};

/** Whether the page has all that its HTML asked for. */
export const isLoaded = (): boolean => document.readyState === 'complete';

/** How high the content is, in CSS pixels. */
export const contentHeight = (): number => document.documentElement.scrollHeight;

/**
 * Reads a header or footer without running it: the names for page numbers become Chromium's, each image's address is
 * answered apart, with `millwright-image-<index>` in its place, and what Chromium would wait for in vain is left out.
 */
export function readBand(html: string): { text: string; images: string[] } {
  const band = new DOMParser().parseFromString(html, 'text/html');
  const images: string[] = [];
  for (const element of band.querySelectorAll('script,link')) element.remove();
  for (const style of band.querySelectorAll('style')) {
    style.innerHTML = style.innerHTML.replace(/@import[^;]*;?/gi, '');
  }
  for (const [theirs, ours] of [
    ['pdfcrowd-page-number', 'pageNumber'],
    ['pdfcrowd-page-count', 'totalPages'],
  ] as const) {
    for (const element of band.querySelectorAll(`.${theirs}`)) element.classList.add(ours);
  }
  for (const image of band.querySelectorAll('img[src]')) {
    const source = image.getAttribute('src') ?? '';
    image.removeAttribute('srcset');
    if (/^\s*data:/i.test(source)) continue;
    image.setAttribute('src', `millwright-image-${images.length}`);
    images.push(source);
  }
  return { text: band.head.innerHTML + band.body.innerHTML, images };
}
