import { isTimeZone } from '@millwright/kernel';

/** When a cron line is due: the allowed values of each field, and the zone it is read in. */
export interface CronLine {
  minutes: ReadonlySet<number>;
  hours: ReadonlySet<number>;
  days: ReadonlySet<number>;
  months: ReadonlySet<number>;
  /** 0 Sunday to 6 Saturday. */
  weekdays: ReadonlySet<number>;
  /** Day and weekday are both restricted: then either one matches. */
  eitherDay: boolean;
  /** Undefined: the Workspace's. */
  timezone?: string;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** Sunday stands at both ends of the week: a range begins with the one and ends with the other. */
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const PART = /^(?:\*|([a-z0-9]+)(?:-([a-z0-9]+))?)(?:\/(\d{1,4}))?$/;

/** Reads `<minute> <hour> <day> <month> <weekday>[ <IANA zone>]`. A text is what is wrong with it. */
export function parseCron(text: string): CronLine | string {
  const [minute, hour, day, month, weekday, timezone, ...rest] = text.trim().split(/\s+/);
  if (weekday === undefined || rest.length > 0) {
    return 'a cron line has five fields (minute hour day month weekday) and may end in a time zone';
  }
  if (timezone !== undefined && !isTimeZone(timezone)) {
    return `"${timezone}" is not an IANA time zone such as Europe/Berlin`;
  }
  const minutes = fieldOf(minute!, { name: 'minute', min: 0, max: 59 });
  const hours = fieldOf(hour!, { name: 'hour', min: 0, max: 23 });
  const days = fieldOf(day!, { name: 'day', min: 1, max: 31 });
  const months = fieldOf(month!, { name: 'month', min: 1, max: 12, words: MONTHS });
  const weekdays = fieldOf(weekday, { name: 'weekday', min: 0, max: 7, words: WEEKDAYS });
  for (const field of [minutes, hours, days, months, weekdays]) {
    if (typeof field === 'string') return field;
  }
  if (weekdays instanceof Set && weekdays.delete(7)) weekdays.add(0);
  return {
    minutes: minutes as Set<number>,
    hours: hours as Set<number>,
    days: days as Set<number>,
    months: months as Set<number>,
    weekdays: weekdays as Set<number>,
    eitherDay: !day!.startsWith('*') && !weekday.startsWith('*'),
    ...(timezone === undefined ? {} : { timezone }),
  };
}

interface Field {
  name: string;
  min: number;
  max: number;
  words?: readonly string[];
}

function fieldOf(text: string, field: Field): Set<number> | string {
  const values = new Set<number>();
  for (const part of text.toLowerCase().split(',')) {
    const range = rangeOf(part, field);
    if (range === undefined) {
      return `"${text}" is not a ${field.name}: numbers from ${field.min} to ${field.max}, *, lists, ranges and steps`;
    }
    for (let value = range.from; value <= range.to; value += range.step) values.add(value);
  }
  return values;
}

function rangeOf(part: string, { min, max, words }: Field): Range | undefined {
  const found = PART.exec(part);
  if (found === null) return undefined;
  const [, first, last, stepText] = found;
  const step = stepText === undefined ? 1 : Number(stepText);
  const valueOf = (text: string, word = words?.indexOf(text) ?? -1): number => {
    if (word >= 0) return word + min;
    return /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  };
  const from = first === undefined ? min : valueOf(first);
  const isOne = first !== undefined && (last === first || (last === undefined && !stepText));
  const to = isOne ? from : last === undefined ? max : valueOf(last, words?.lastIndexOf(last));
  const isValid = step >= 1 && from >= min && to <= max && from <= to;
  return isValid ? { from, to, step } : undefined;
}

interface Range {
  from: number;
  to: number;
  step: number;
}
