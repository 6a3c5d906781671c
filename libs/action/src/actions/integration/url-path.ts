import type { Read } from '../../options/option.ts';
import { asText } from '../../options/readers.ts';

/** A path as it goes over the wire: dots resolved, what is not ASCII escaped. */
export interface UrlPath {
  /** Without the query. */
  pathname: string;
  /** With its `?`; empty where there is none. */
  search: string;
}

const ANY_PLACE = 'http://place.invalid';

/** A path from `/`, with or without a query; never another host. */
export const asUrlPath: Read<UrlPath> = (value, refuse) => {
  const text = asText(value, refuse).trim();
  if (!/^\/(?![/\\])/.test(text)) {
    return refuse('must be a path from /, without the host, as /v0/things?limit=5');
  }
  // Rules are asked of what will be called, not of how it was written: /a/../b is /b.
  const { pathname, search } = new URL(`${ANY_PLACE}${text}`);
  return { pathname, search };
};
