/** The longest URL, in characters. */
export const MAX_URL_LENGTH = 2_048;

/** A URL that requests can go to, as it is kept: in its canonical spelling, without a fragment. Or what is wrong with it. */
export function endpointUrlOf(text: string): { url: string } | { fault: string } {
  if (text.trim() === '') return { fault: 'No URL specified' };
  if (text.length > MAX_URL_LENGTH) return { fault: `has at most ${MAX_URL_LENGTH} characters` };
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    return { fault: 'must be an absolute http or https URL' };
  }
  if (url.username !== '' || url.password !== '') {
    return { fault: 'must not hold a user name or password: use auth' };
  }
  url.hash = '';
  return url.href.length > MAX_URL_LENGTH
    ? { fault: `has at most ${MAX_URL_LENGTH} characters` }
    : { url: url.href };
}
