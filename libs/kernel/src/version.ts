/** The release, as the product says it; the same as in package.json (a test compares them). */
export const MILLWRIGHT_VERSION = '0.1.0';
