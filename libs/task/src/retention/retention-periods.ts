import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';

/** How long Workspaces keep what is finished; the apps supply it, since Workspaces belong to `access`. */
export abstract class RetentionPeriods {
  /** Days by Workspace, all of them; 0 for a deleted one, whose rows go at once, finished or not. */
  abstract daysOf(sql: Sql): Promise<ReadonlyMap<Id, number>>;
}
