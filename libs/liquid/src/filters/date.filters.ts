import { Temporal } from 'temporal-polyfill';
import { isNil, isTruthy } from '../values/equality.ts';
import { withoutMatch } from '../values/match.ts';
import { weekdayNamed } from '../values/date-time-names.ts';
import { advanced, calendarSteps, daySteps, weekSteps } from '../values/date-time-steps.ts';
import { timeZoneNamed } from '../values/date-time-zone.ts';
import { formattedMoment, isoText } from '../values/strftime.ts';
import { momentOfPattern } from '../values/strptime.ts';
import { amountsIn, momentOfInput, type Moment } from './date-input.ts';
import { filterError, textIn, type FilterScope } from './filter-scope.ts';
import { workspaceSetting } from './workspace-setting.ts';

/**
 * A moment, moved as the options say and formatted as strftime does, or as ISO 8601. The zone is `tz:`, else the
 * Workspace's, else UTC. What is no date comes back unchanged.
 */
export function date(this: FilterScope, input: unknown, format: unknown = null): unknown {
  if (isNil(input)) return null;
  return inYearsThatExist(() => {
    const read = momentOfInput(withoutMatch(input), nowIn(this));
    if (read === undefined) return input;
    const zone = this.options.get('tz');
    const zoned = isNil(zone) ? read : read.withTimeZone(zoneIn(textIn(this, zone)));
    const moment = stepped(this, zoned);
    return isNil(format)
      ? isoText(moment, this.meter)
      : formattedMoment(moment, textIn(this, format), this.meter);
  });
}

/** Text read by a strptime pattern in the Workspace's zone, as ISO 8601; nil when it does not fit. */
export function parse_date(this: FilterScope, input: unknown, format: unknown): string | null {
  const [text, pattern] = [textIn(this, input), textIn(this, format)];
  const moment = momentOfPattern(text, pattern, nowIn(this), this.meter);
  return moment ? isoText(moment, this.meter) : null;
}

function inYearsThatExist<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw filterError('date: beyond the years that dates have');
    throw error;
  }
}

function nowIn(scope: FilterScope): Moment {
  const zone = zoneIn(workspaceSetting(scope, 'iana_timezone', 'timezone') || 'UTC');
  return Temporal.Instant.fromEpochMilliseconds(scope.run.nowMs).toZonedDateTimeISO(zone);
}

function zoneIn(name: string): string {
  const zone = timeZoneNamed(name);
  if (zone === undefined) throw filterError(`date: unknown time zone "${name.slice(0, 60)}"`);
  return zone;
}

function stepped(scope: FilterScope, start: Moment): Moment {
  const { options } = scope;
  let moment = start;
  for (const [name, step] of Object.entries(calendarSteps)) {
    if (isTruthy(options.get(name))) moment = step(moment);
  }
  for (const [name, step] of Object.entries(weekSteps)) {
    const first = options.get(name);
    if (isTruthy(first)) moment = step(moment, weekdayIn(scope, name, first));
  }
  for (const [name, step] of Object.entries(daySteps)) {
    if (isTruthy(options.get(name))) moment = step(moment);
  }
  const advance = options.get('advance');
  return isNil(advance) ? moment : advanced(moment, amountsIn(textIn(scope, advance)));
}

function weekdayIn(scope: FilterScope, option: string, value: unknown): number {
  const weekday = weekdayNamed(textIn(scope, value));
  if (weekday === undefined) {
    throw filterError(`date: ${option} takes the first day of the week, such as "monday"`);
  }
  return weekday;
}
