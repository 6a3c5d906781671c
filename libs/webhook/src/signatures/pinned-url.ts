/** Where a sender's keys may be fetched from. */
export interface Pin {
  /** Of the whole host name, in lower case. */
  host: RegExp;
  /** Of the path; such an address has no query. Default: any, with any query. */
  path?: RegExp;
}

/** What parsers disagree about, such as backslashes and spaces, is in no address that a sender writes. */
const PLAIN = /^[!-[\]-~]+$/;

/**
 * An address out of a message, as it is to be fetched, or undefined when it is not surely the sender's: `https` on its
 * own port, no user, the pinned host by its parsed name. Until then it is a stranger's text.
 */
export function pinnedUrl(text: string | undefined, { host, path }: Pin): string | undefined {
  const url = text !== undefined && PLAIN.test(text) ? parsed(text) : null;
  if (url === null || url.protocol !== 'https:' || url.port !== '' || url.hash !== '')
    return undefined;
  if (url.username !== '' || url.password !== '') return undefined;
  if (!host.test(url.hostname) || !isAt(url, path)) return undefined;
  return url.href;
}

/** With any query, anybody could make any number of addresses of one. */
const isAt = ({ pathname, search }: URL, path: RegExp | undefined): boolean =>
  path === undefined || (path.test(pathname) && search === '');

// `URL.parse` came with Node 22.
const parsed = (text: string): URL | null => (URL.canParse(text) ? new URL(text) : null);
