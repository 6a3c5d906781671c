const DAY_MS = 86_400_000;
const OFFSETS: Readonly<Record<string, string>> = {
  EST: '-05:00',
  EDT: '-04:00',
  CST: '-06:00',
  CDT: '-05:00',
  MST: '-07:00',
  MDT: '-06:00',
  PST: '-08:00',
  PDT: '-07:00',
};
const ISO =
  /^(\d{4})[-/](\d{2})[-/](\d{2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?\s*(Z|UTC|GMT|[ECMP][SD]T|[+-]\d{2}:?\d{2})?$/i;
const RFC_2822 =
  /^(?:[a-z]{3},\s*)?(\d{1,2}) ([a-z]{3}) (\d{4}) (\d{2}):(\d{2})(?::(\d{2}))?\s*(Z|UTC|GMT|[ECMP][SD]T|[+-]\d{2}:?\d{2})?$/i;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** The moment that a date text names, in milliseconds; undefined when it names none. */
export function momentOf(text: string, timeZone: string): number | undefined {
  const trimmed = text.trim();
  const iso = ISO.exec(trimmed);
  if (iso) {
    const [, year, month, day, hour, minute, second, part, offset] = iso;
    const millis = Number((part ?? '').padEnd(3, '0').slice(0, 3));
    return momentAt(
      [year, month, day, hour, minute, second].map((n) => Number(n ?? 0)),
      millis,
      offset,
      timeZone,
    );
  }
  const rfc = RFC_2822.exec(trimmed);
  if (!rfc) return undefined;
  const [, day, name, year, hour, minute, second, offset] = rfc;
  const month = MONTHS.indexOf(name!.toLowerCase()) + 1;
  return momentAt(
    [Number(year), month, Number(day), Number(hour), Number(minute), Number(second ?? 0)],
    0,
    offset,
    timeZone,
  );
}

function momentAt(
  parts: readonly number[],
  millis: number,
  offset: string | undefined,
  timeZone: string,
): number | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const midnight = new Date(0);
  midnight.setUTCFullYear(year, month - 1, day);
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return undefined;
  if (hour > 24 || minute > 59 || second > 60) return undefined;
  const wall = midnight.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + millis;
  return offset ? wall - offsetMsOf(offset) : momentOfWallClock(wall, timeZone);
}

function offsetMsOf(offset: string): number {
  const text = OFFSETS[offset.toUpperCase()] ?? offset;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(text) ?? [];
  if (!sign) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** The first moment at which the clocks of a zone show a time. */
function momentOfWallClock(wall: number, timeZone: string): number {
  const before = wall - zoneOffsetMs(wall - DAY_MS, timeZone);
  if (before + zoneOffsetMs(before, timeZone) === wall) return before;
  const after = wall - zoneOffsetMs(wall + DAY_MS, timeZone);
  return after + zoneOffsetMs(after, timeZone) === wall ? after : before;
}

/** How far the clocks of a zone are ahead of UTC at a moment. @throws RangeError for an unknown zone */
export function zoneOffsetMs(moment: number, timeZone: string): number {
  if (timeZone === 'UTC') return 0;
  const shown = formatOf(timeZone).formatToParts(moment);
  const part = (type: string): number => Number(shown.find((item) => item.type === type)?.value);
  const wall = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return wall - Math.floor(moment / 1000) * 1000;
}

const formatOf = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    era: undefined,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
