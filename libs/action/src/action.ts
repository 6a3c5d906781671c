import type { ConnectionTypeName } from '@millwright/connection';
import type { Clock, Id, RawJson } from '@millwright/kernel';
import type { Transaction } from '@millwright/database';
import type { OutboundHttp } from '@millwright/net';
import type { ActionPorts } from './ports/index.ts';
import type { OptionsSchema } from './options/options-schema.ts';
import type { SecretSource } from './secrets/secret-source.ts';

/**
 * One kind of effect that a task can ask for. `where` says whether all of it is in our database, so that it commits
 * with its run (`transaction`), elsewhere (`outside`), or in its result alone (`result`).
 */
export type Action<Options = unknown> = {
  /** The type that tasks render. */
  readonly name: string;
  readonly options: OptionsSchema<Options>;
  /** The options in which references to secrets are replaced by their values; elsewhere they are text. */
  readonly secretOptions?: readonly string[];
  /** The Connections that it uses, of which the option `account` names one. */
  readonly connection?: ConnectionUse;
  /**
   * Whom a call depends on, where the options say it: the host of a URL. Undefined, or without this: the account that
   * the options name, and their Workspace. See {@link actionTarget}.
   */
  readonly targetIn?: (options: RawJson) => string | undefined;
} & (
  | {
      readonly where: 'transaction';
      perform(options: Options, context: TransactionContext): Promise<ActionOutcome>;
    }
  | {
      readonly where: 'outside' | 'result';
      perform(options: Options, context: ActionContext): Promise<ActionOutcome>;
    }
);

/** Which types of Connection an action uses, and whether it also does without one: then only a named one is looked for. */
export interface ConnectionUse {
  readonly types: readonly ConnectionTypeName[];
  readonly optional?: boolean;
  /** False: the option `account` names none, and means whatever the action says. */
  readonly isNamed?: false;
}

/** What an action is told about the run it performs, and what it may use. */
export interface ActionContext extends ActionPorts {
  workspaceId: Id;
  eventId: Id;
  taskId: Id;
  taskRunId: Id;
  actionRunId: Id;
  /** Raised by every manual retry. */
  round: number;
  /** The first committed start of this round: ids of child events take their time from it. */
  startedAtMs: number;
  net: OutboundHttp;
  /** Aborted when the action must end: its time is up, or the process stops. */
  signal: AbortSignal;
  clock: Clock;
  /** The `shopify_api_version` of the task; missing: that of the Connection counts. */
  shopifyApiVersion?: string | null;
  /** Notes what was ignored; it becomes a warning of the outcome. Given by `performAction`. */
  warn?: (warning: string) => void;
  /** Where references to secrets are opened; without it they are text. */
  secrets?: SecretSource;
  /** The run's own transaction; only actions performed `transaction` need it. */
  sql?: Transaction;
  /** Where child events go; only actions performed `transaction` need it. */
  events?: ChildEvents;
}

/** The context of an action whose effect commits with its run. */
export type TransactionContext = ActionContext & { sql: Transaction; events: ChildEvents };

/** What an action did. `result` is exact JSON text. */
export type ActionOutcome =
  | { ok: true; result: string; warnings?: string[] }
  | {
      ok: false;
      error: ActionFailure;
      /** Whether trying again can help. */
      retry: boolean;
      /** How long the other side asked us to wait. */
      retryAfterMs?: number;
      /** Nothing was tried yet: the attempt is not counted, and the next comes after `retryAfterMs`. */
      uncounted?: boolean;
      /** Kept where the failure has one, as an HTTP answer of the wrong kind. */
      result?: string;
      warnings?: string[];
    };

/** Why an action failed: a code of docs/errors.md, and what to do about it. */
export interface ActionFailure {
  code: string;
  message: string;
  details?: unknown;
}

/** An event made by an action: a child of the event whose run rendered it. */
export interface ChildEvent {
  id: Id;
  workspaceId: Id;
  topic: string;
  data: RawJson;
  parentId: Id;
  /** The only tasks that may respond; null: whoever subscribes at `runAt`. */
  taskIds: readonly Id[] | null;
  runAt: Date;
}

/** What the event action needs of the store of events. */
export interface ChildEvents {
  /** Commits with `tx`; an event whose id exists already is left as it is. */
  insert(tx: Transaction, event: ChildEvent): Promise<void>;
  /** Largest data of an event that a task of the Workspace makes: bytes of compact UTF-8 JSON. */
  maxDataBytes(tx: Transaction, workspaceId: Id): Promise<number>;
  /** In which the Workspace means times without an offset. */
  timeZone(tx: Transaction, workspaceId: Id): Promise<string>;
  /** Of the named tasks, those that exist in the Workspace, each with whether it subscribes to the topic. */
  tasksSubscribedTo(
    tx: Transaction,
    workspaceId: Id,
    taskIds: readonly Id[],
    topic: string,
  ): Promise<ReadonlyMap<Id, boolean>>;
}
