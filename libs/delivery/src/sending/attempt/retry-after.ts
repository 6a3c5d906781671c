import { MAX_RETRY_AFTER_MS } from '../../health/pause.ts';

const SECONDS = /^\d{1,12}$/;
/** The three forms of RFC 9110, section 5.6.7: each begins with the day of the week. */
const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .*\d{2}:\d{2}:\d{2}/;

/**
 * What a `Retry-After` asks for, in seconds or as an HTTP date: a time to come, a day ahead at the most. Null: it is
 * missing, unreadable or past.
 */
export function retryAfterOf(value: string | undefined, now: Date): Date | null {
  const text = value?.trim() ?? '';
  const ms = SECONDS.test(text) ? now.getTime() + Number(text) * 1_000 : dateOf(text);
  if (!(ms > now.getTime())) return null;
  return new Date(Math.min(ms, now.getTime() + MAX_RETRY_AFTER_MS));
}

function dateOf(text: string): number {
  if (!HTTP_DATE.test(text)) return NaN;
  // The oldest form names no zone; all of them mean GMT.
  return Date.parse(/GMT$/.test(text) ? text : `${text} GMT`);
}
