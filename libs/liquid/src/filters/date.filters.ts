import { isNil } from '../values/equality.ts';
import { isFloat, isNumber } from '../values/numbers.ts';
import { momentOf } from '../values/date-time.ts';
import { formattedDate } from '../values/strftime.ts';
import { filterError, textIn, type FilterScope } from './filter-scope.ts';

/**
 * A moment, formatted as strftime does, or as ISO 8601. The zone is `tz:`, else the Workspace's, else UTC. What is no
 * date comes back unchanged.
 */
export function date(this: FilterScope, input: unknown, format: unknown = null): unknown {
  if (isNil(input)) return null;
  const ownZone = zoneOf(this.run.getSync(['shop', 'timezone']), this);
  const timeZone = this.options.has('tz') ? zoneOf(this.options.get('tz'), this) : ownZone;
  const moment = momentIn(this, input, ownZone);
  if (moment === undefined || Math.abs(moment) > 8.64e15) return input;
  const pattern = isNil(format) ? undefined : textIn(this, format);
  return formattedDate(moment, timeZone, pattern, this.meter);
}

function zoneOf(name: unknown, scope: FilterScope): string {
  const zone = textIn(scope, name) || 'UTC';
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    throw filterError(`date: unknown time zone "${zone.slice(0, 60)}"`);
  }
}

function momentIn(scope: FilterScope, input: unknown, timeZone: string): number | undefined {
  if (isNumber(input)) return isFloat(input) ? undefined : Number(input) * 1000;
  if (typeof input !== 'string' || input.length > 100) return undefined;
  if (input === 'now' || input === 'today') return scope.run.nowMs;
  return /^\d+$/.test(input) ? Number(input) * 1000 : momentOf(input, timeZone);
}
