import type { FoundSecret } from '@millwright/action';
import type { Database, Sql } from '@millwright/database';
import type { Id, RawJson } from '@millwright/kernel';
import type { RenderLimits } from '@millwright/liquid';
import type { RetryPolicy } from './runs/retry-policy.ts';

/** What routing and running need to know of a Workspace. */
export interface WorkspaceFacts {
  /** IANA name of its time zone: offsets of days and longer follow its calendar. */
  timezone: string;
  retry: RetryPolicy;
  /** What a script may take. */
  renderLimits: RenderLimits;
  /** How many of its runs may be started at a time; missing: any number. */
  concurrencyLimit?: number | undefined;
  /** Largest data of an event that one of its tasks makes, in bytes of JSON; missing: any size. */
  maxEventDataBytes?: number | undefined;
  /** How many events, each made by a run of the one before, may lead to one within an hour; missing: any number. */
  maxEventGenerations?: number | undefined;
  /** Whether its events are routed one after the other; missing: no. */
  keepsOrder?: boolean | undefined;
  /** The `shop` (also `workspace`) variable of scripts. */
  shop: Readonly<Record<string, unknown>>;
}

/** Where the facts come from; the apps supply it, since Workspaces belong to `access`. */
export abstract class Workspaces {
  /** Reads through `sql`: inside a transaction nothing else may be waited for. */
  abstract factsOf(sql: Sql, workspaceId: Id): Promise<WorkspaceFacts>;
}

/** Where the globals of Workspaces come from, as exact JSON text of one object; the apps supply it. */
export abstract class WorkspaceGlobals {
  abstract globalsOf(sql: Sql, workspaceId: Id): Promise<RawJson>;
}

/** The task run that references to secrets are made for: they are worth nothing in another. */
export interface SecretScope {
  workspaceId: Id;
  taskRunId: Id;
}

/** Where the secrets of Workspaces come from; the apps supply it, since they belong to `access`. */
export abstract class WorkspaceSecrets {
  /** A reference for each secret, by its key: what scripts get. */
  abstract secretsOf(sql: Sql, scope: SecretScope): Promise<ReadonlyMap<string, string>>;
  /** What is behind a reference. With a `use` the reading is noted in the audit log. */
  abstract secretBehind(
    database: Database,
    reference: string,
    scope: SecretScope,
    use?: { actionRunId: Id; taskId: Id },
  ): Promise<FoundSecret>;
}

/** Both, as the apps have them. */
export type ScriptValues = WorkspaceGlobals & WorkspaceSecrets;
