// Only what this reads to its end is judged by its first part. A browser takes the last of several types in one
// header, so that `text/plain, text/html` is a page.
const PLAIN_TYPE =
  /^([\w.!#$&^-]+\/[\w.!#$&^+-]+)[ \t]*(?:;[ \t]*[\w.!#$&^+-]+=(?:[\w.!#$&^+-]+|"[^",\\]*")[ \t]*)*;?$/;
const INERT = /^(?:application\/json|text\/json|application\/[^/]+\+json|text\/plain)$/i;

/**
 * Whether a browser could run what comes with a content type as a page of this host. With `nosniff`, JSON and plain
 * text are only shown.
 */
export function mayBeAPage(contentType: string): boolean {
  const essence = PLAIN_TYPE.exec(contentType)?.[1];
  return essence === undefined || !INERT.test(essence);
}

/** A task's own policy, if any, and ours: a browser obeys both. */
export const sandboxed = (policy: string | undefined): string =>
  policy === undefined || policy === '' ? 'sandbox' : `${policy}, sandbox`;
