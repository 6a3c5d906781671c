import type { Clock } from '@millwright/kernel';
import { systemClock } from '@millwright/kernel';
import type { Database } from '../database.ts';
import { createPartitions } from './create-partitions.ts';
import { WEEK_MS, mondayOf } from './partition.ts';

/** Makes the partitions of this week and so many weeks ahead, so that none has to be made on the way. */
export async function ensurePartitions(
  database: Database,
  weeksAhead = 2,
  clock: Clock = systemClock,
): Promise<void> {
  const monday = mondayOf(clock.now());
  const weeks = Array.from({ length: weeksAhead + 1 }, (_none, week) => monday + week * WEEK_MS);
  await createPartitions(database, weeks);
}
