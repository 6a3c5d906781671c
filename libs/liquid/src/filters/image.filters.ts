import { textIn, type FilterScope } from './filter-scope.ts';

/** The URL of a Shopify image in another size: `_size` before the extension. A URL without one stays. */
export function img_url(this: FilterScope, input: unknown, size: unknown = 'small'): string {
  const url = textIn(this, input);
  const suffix = `_${textIn(this, size)}`;
  const end = url.search(/[?#]/);
  const path = end < 0 ? url : url.slice(0, end);
  const dot = path.lastIndexOf('.');
  if (dot <= path.lastIndexOf('/')) return url;
  this.meter.use(url.length + suffix.length);
  return url.slice(0, dot) + suffix + url.slice(dot);
}
