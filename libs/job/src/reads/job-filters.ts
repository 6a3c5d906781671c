import type { Id, JsonValue } from '@millwright/kernel';

/** Values of which one must fit, or none may. */
export interface OneOf {
  values: readonly string[];
  isNegated: boolean;
}

/** `before` is inclusive, `after` is not. To the millisecond, as times are shown. */
export interface TimeRange {
  before: Date | undefined;
  after: Date | undefined;
}

/** How a job ended, as lists are asked for it. */
export type EndStatus = 'success' | 'failure' | 'canceled' | 'skipped';

/** What jobs are listed by; all of it must fit, undefined is not asked for. */
export interface JobFilters {
  createdBy: OneOf | undefined;
  label: OneOf | undefined;
  worker: OneOf | undefined;
  tag: OneOf | undefined;
  jobKinds: OneOf | undefined;
  triggerKind: OneOf | undefined;
  /** Ids of Webhooks. */
  triggerPath: OneOf | undefined;
  scriptPathExact: OneOf | undefined;
  scriptPathStart: OneOf | undefined;
  /** `*` stands for any characters in label, tag and worker. */
  allowsWildcards: boolean;
  /** 16 hex digits. */
  scriptHash: string | undefined;
  parentJob: Id | undefined;
  schedulePath: string | undefined;
  created: TimeRange;
  started: TimeRange;
  completed: TimeRange;
  /** Narrows only jobs that are queued. */
  createdQueue: TimeRange;
  /** JSON that the args contain. */
  args: JsonValue | undefined;
  /** JSON that the result contains; only completed jobs have one. */
  result: JsonValue | undefined;
  /** Of queued ones. */
  isRunning: boolean | undefined;
  isScheduledForBeforeNow: boolean | undefined;
  /** Of completed ones. */
  isSuccess: boolean | undefined;
  status: EndStatus | undefined;
  isResolved: boolean | undefined;
  hasNullParent: boolean | undefined;
  isNotSchedule: boolean | undefined;
  broadFilter: string | undefined;
  /** Whether something is asked for that no job ever is: suspended, skipped, a flow's step. */
  isNothing: boolean;
  allWorkspaces: boolean;
}

/** Which part of a list: `number` from 1, `isAscending` the oldest first. */
export interface JobPage {
  number: number;
  size: number;
  isAscending: boolean;
}
