import type { CronLine } from '../../definitions/cron-line.ts';
import { lastTick } from './tick-times.ts';
import type { ZoneDays } from './zone-days.ts';

/** How far a line has come, and the zone it is told in. */
export interface Passed {
  timezone: string;
  passedAt: Date;
}

/** A step of a line: how far it has come now, and the tick that is to be made, if any. */
export interface Step extends Passed {
  tick: Date | undefined;
}

/**
 * What a line comes to at a time. Of the ticks that were missed only the latest is made up. Another zone counts from
 * now on: what was due by then was due in the zone before. A line that has come further than the clock shows that the
 * clock was set back; what it makes a second time then has the ids of the first.
 */
export function passOver(
  days: ZoneDays,
  line: CronLine,
  { timezone, passedAt }: Passed,
  { now, timezone: zoneNow }: { now: Date; timezone: string },
): Step {
  if (passedAt > now) return { timezone: zoneNow, passedAt: now, tick: undefined };
  const ms = lastTick(days, line, timezone, now.getTime());
  const tick = ms === undefined || ms <= passedAt.getTime() ? undefined : new Date(ms);
  const isMoved = timezone !== zoneNow;
  return { timezone: zoneNow, passedAt: isMoved ? now : (tick ?? passedAt), tick };
}
