import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import type { RenderLimits } from '@millwright/liquid';
import type { RetryPolicy } from './runs/retry-policy.ts';

/** What routing and running need to know of a Workspace. */
export interface WorkspaceFacts {
  /** IANA name of its time zone: offsets of days and longer follow its calendar. */
  timezone: string;
  retry: RetryPolicy;
  /** What a script may take. */
  renderLimits: RenderLimits;
  /** The `shop` (also `workspace`) variable of scripts. */
  shop: Readonly<Record<string, unknown>>;
}

/** Where the facts come from; the apps supply it, since Workspaces belong to `access`. */
export abstract class Workspaces {
  /** Reads through `sql`: inside a transaction nothing else may be waited for. */
  abstract factsOf(sql: Sql, workspaceId: Id): Promise<WorkspaceFacts>;
}
