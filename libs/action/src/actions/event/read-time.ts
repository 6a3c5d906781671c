const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?$/i;
const MAIL =
  /^(?:[a-z]{3,9},?\s+)?(\d{1,2})\s+([a-z]{3,9})\s+(\d{4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/i;
const UNIX_SECONDS = /^-?\d{1,12}$/;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** The end of the year 9999. */
const END_MS = 253_402_300_800_000;

/**
 * Milliseconds since 1970 of a time written as Unix seconds, ISO 8601 or RFC 2822; without a zone it is UTC. Undefined
 * when it is none of these, or no day of the calendar.
 */
export function readTime(text: string): number | undefined {
  const plain = text.trim();
  if (UNIX_SECONDS.test(plain)) return inRange(Number(plain) * 1_000);
  const iso = ISO.exec(plain);
  if (iso) {
    const [, year, month, day, hour, minute, second, fraction, zone] = iso;
    const ms = Number((fraction ?? '').padEnd(3, '0').slice(0, 3));
    return timeOfParts([year, month, day, hour, minute, second].map(numberOr0), ms, zone);
  }
  const mail = MAIL.exec(plain);
  if (!mail) return undefined;
  const [, day, monthName, year, hour, minute, second, zone] = mail;
  const month = MONTHS.indexOf(monthName!.slice(0, 3).toLowerCase()) + 1;
  return timeOfParts([year, String(month), day, hour, minute, second].map(numberOr0), 0, zone);
}

const numberOr0 = (text: string | undefined): number => Number(text ?? 0);

function timeOfParts(parts: number[], ms: number, zone: string | undefined): number | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const offset = offsetMinutesOf(zone);
  if (offset === undefined) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  // The 31st of February would have become a day of March.
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  date.setUTCHours(hour, minute, second, ms);
  return inRange(date.getTime() - offset * 60_000);
}

function offsetMinutesOf(zone: string | undefined): number | undefined {
  if (zone === undefined || /^[a-z]/i.test(zone)) return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', '') || 0);
  if (hours > 15 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

const inRange = (ms: number): number | undefined => (Math.abs(ms) < END_MS ? ms : undefined);
