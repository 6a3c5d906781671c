import mime from 'mime-types';
import type { Page } from 'playwright-core';
import type { PageBand } from '../ports/page-printer.ts';
import { readBand } from './in-the-browser.ts';
import type { PageResources } from './page-resources.ts';

/** Where a band lies: inches from the edges of the page. */
export interface BandPlace {
  edge: 'top' | 'bottom';
  offset: number;
  left: number;
  right: number;
}

/**
 * A header or footer as Chromium takes it. It runs no scripts there and loads nothing, so images are put into the text;
 * `blank` is an empty page of ours, to read HTML with.
 */
export async function bandTemplateOf(
  { html, height }: PageBand,
  { edge, offset, left, right }: BandPlace,
  { blank, resources }: { blank: Page; resources: PageResources },
): Promise<string> {
  const { text, images } = await blank.evaluate(readBand, html);
  const sources = await Promise.all(images.map((url) => dataUrlOf(url, resources)));
  // Each once: text that reads like a marker would make any number of copies of a large image.
  const content = text.replace(/millwright-image-(\d+)/g, (_all, at: string) => {
    const source = sources[Number(at)] ?? '';
    sources[Number(at)] = '';
    return source;
  });
  const style = [
    `position:absolute;left:${left}in;right:${right}in;${edge}:${offset}in;height:${height}in`,
    'overflow:hidden;font-size:16px;-webkit-print-color-adjust:exact;print-color-adjust:exact',
  ].join(';');
  return `<div style="${style}">${content}</div>`;
}

/** Nothing between the edge and the content; Chromium's own would be a date and a title. */
export const NO_BAND = '<span></span>';

async function dataUrlOf(source: string, resources: PageResources): Promise<string> {
  const url = source.trim().replace(/^\/\//, 'http://');
  if (!URL.canParse(url)) return '';
  const answer = await resources.load({ method: 'GET', url });
  if (answer === undefined || answer.status !== 200) return '';
  const [type] = (answer.headers['content-type']?.[0] ?? '').split(';');
  const known = /^image\/[\w.+-]+$/.test(type ?? '') && type;
  const byName = mime.lookup(new URL(answer.url).pathname);
  return `data:${known || byName || 'image/png'};base64,${answer.body.toString('base64')}`;
}
