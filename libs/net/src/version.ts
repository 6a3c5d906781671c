/** The release, as `User-Agent` shows it; the same as in package.json (a test compares them). */
export const MILLWRIGHT_VERSION = '0.1.0';

/** What every outside call says it is, unless told otherwise. */
export const USER_AGENT = `Millwright/${MILLWRIGHT_VERSION}`;
