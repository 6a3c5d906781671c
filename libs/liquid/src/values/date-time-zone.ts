import { Temporal } from 'temporal-polyfill';

const MINUTE_NS = 60e9;
const UTC_NAMES = new Set(
  ['UTC', 'UCT', 'Zulu', 'Universal', 'Etc/UTC', 'Etc/UCT', 'Etc/Zulu', 'Etc/Universal'].map(
    (name) => name.toLowerCase(),
  ),
);
const ABBREVIATED: Readonly<Record<string, string>> = {
  EST: '-05:00',
  EDT: '-04:00',
  CST: '-06:00',
  CDT: '-05:00',
  MST: '-07:00',
  MDT: '-06:00',
  PST: '-08:00',
  PDT: '-07:00',
};

/** How a date text names its offset: `Z`, `+02:00`, `-0500`, `+09`, or an abbreviation. */
export const OFFSET_PATTERN = 'Z|UTC?|GMT|[ECMP][SD]T|[+-]\\d{2}(?::?\\d{2})?';

/** The name of a zone as the time zone database writes it; undefined when it has no such zone. */
export function timeZoneNamed(name: string): string | undefined {
  if (!/^[a-z][\w/+-]{0,59}$/i.test(name)) return undefined;
  try {
    return new Temporal.ZonedDateTime(0n, name).timeZoneId;
  } catch {
    return undefined;
  }
}

/** Whether a zone is UTC by name. London in winter is not. */
export const isUtc = (timeZone: string): boolean => UTC_NAMES.has(timeZone.toLowerCase());

/** The nanoseconds that an offset of a date text is ahead of UTC; undefined when there is no such offset. */
export function offsetNanosecondsOf(offset: string): number | undefined {
  const text = ABBREVIATED[offset.toUpperCase()] ?? offset;
  const [, sign, hours, minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(text) ?? [];
  if (!sign) return 0;
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE_NS;
}
