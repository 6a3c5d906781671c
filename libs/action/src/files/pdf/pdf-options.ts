import type { Read, Refuse } from '../../options/option.ts';
import { asBoolean, asNumber, asText } from '../../options/readers.ts';
import type { DocumentFacts, PageBand, PrintedPage } from '../../ports/page-printer.ts';
import type { GeneratorOptions } from '../generator-options.ts';
import { asPageRange } from './page-range.ts';
import { PAGE_SIZES, pageSizeNamed } from './page-size.ts';
import { asLength, isEndless } from './read-length.ts';

/** Of a page's side: the least that has room for anything, and the most that readers of PDF show. */
const asSide = asLength(0.2, 200);
const asMargin = asLength(0, 100);
const MARGIN = 0.4;
const BAND_HEIGHT = 0.5;
/** What margins, header and footer must leave for the content, each way. */
const LEAST_ROOM = 0.1;
const SCRIPT_DELAY_MS = 200;

/** What is printed, by the names that options have in the PDF service of the origin. */
export function readPrintedPage(options: GeneratorOptions, refuse: Refuse): PrintedPage {
  const html = options.required('html', asText);
  const [width, height] = readSides(options);
  const margins = readMargins(options);
  const header = readBand(options, 'header');
  const footer = readBand(options, 'footer');
  const contentWidth = options.optional('content_viewport_width', asLength(0.2, 200));
  const background = options.optional('page_background_color', asColor);
  const pages = options.optional('print_page_range', asPageRange);
  const scriptDelayMs = readScriptDelay(options);
  const page: PrintedPage = {
    html,
    width,
    height,
    margins,
    ...(header && { header }),
    ...(footer && { footer }),
    ...(pages === undefined ? {} : { pages }),
    scale: (options.optional('scale_factor', asNumber(10, 500)) ?? 100) / 100,
    ...(contentWidth === undefined ? {} : { contentWidthPx: Math.round(contentWidth * 96) }),
    media: options.optional('use_print_media', asBoolean) ? 'print' : 'screen',
    ...(scriptDelayMs === undefined ? {} : { scriptDelayMs }),
    ...(background === undefined ? {} : { background }),
    about: readFacts(options),
  };
  return hasRoom(page) ? page : refuse('margins, header and footer leave no room for the page');
}

const asSize: Read<[number, number]> = (value, refuse) =>
  pageSizeNamed(asText(value, refuse).trim()) ?? refuse(`must be one of ${PAGE_SIZES}`);

const asHeight: Read<number | 'content'> = (value, refuse) =>
  isEndless(value) ? 'content' : asSide(value, refuse);

const asOrientation: Read<string> = (value, refuse) => {
  const word = asText(value, refuse).trim().toLowerCase();
  return ['portrait', 'landscape'].includes(word) ? word : refuse('must be portrait or landscape');
};

const asColor: Read<string> = (value, refuse) => {
  const [, digits] = /^#?([0-9a-f]{6}|[0-9a-f]{8})$/i.exec(asText(value, refuse).trim()) ?? [];
  return digits === undefined ? refuse('must be a colour as in ffeedd or ffeedd80') : `#${digits}`;
};

function readSides(options: GeneratorOptions): [number, number | 'content'] {
  const size = options.optional('page_size', asSize) ?? pageSizeNamed('A4')!;
  const width = options.optional('page_width', asSide) ?? size[0];
  const height = options.optional('page_height', asHeight) ?? size[1];
  const isLandscape = options.optional('orientation', asOrientation) === 'landscape';
  return isLandscape && height !== 'content' && width < height ? [height, width] : [width, height];
}

function readMargins(options: GeneratorOptions): PrintedPage['margins'] {
  const margin = (side: string): number => options.optional(`margin_${side}`, asMargin) ?? MARGIN;
  const margins = {
    top: margin('top'),
    right: margin('right'),
    bottom: margin('bottom'),
    left: margin('left'),
  };
  const hasNone = options.optional('no_margins', asBoolean) ?? false;
  return hasNone ? { top: 0, right: 0, bottom: 0, left: 0 } : margins;
}

function readBand(options: GeneratorOptions, name: 'header' | 'footer'): PageBand | undefined {
  const html = options.optional(`${name}_html`, asText);
  const height = options.optional(`${name}_height`, asMargin) ?? BAND_HEIGHT;
  return html === undefined ? undefined : { html, height };
}

function readScriptDelay(options: GeneratorOptions): number | undefined {
  const delayMs = options.optional('javascript_delay', asNumber(0, 20_000)) ?? SCRIPT_DELAY_MS;
  return options.optional('disable_javascript', asBoolean) ? undefined : delayMs;
}

function readFacts(options: GeneratorOptions): DocumentFacts {
  const names = ['title', 'author', 'subject', 'keywords'] as const;
  const given = names.map((name) => [name, options.optional(name, asText)] as const);
  return Object.fromEntries(given.filter(([, text]) => text !== undefined));
}

function hasRoom({ width, height, margins, header, footer }: PrintedPage): boolean {
  const bands = (header?.height ?? 0) + (footer?.height ?? 0);
  const roomAcross = width - margins.left - margins.right;
  const roomDown = height === 'content' ? 200 : height;
  return roomAcross >= LEAST_ROOM && roomDown - margins.top - margins.bottom - bands >= LEAST_ROOM;
}
