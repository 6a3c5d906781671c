import type { Id } from '@millwright/kernel';
import { JobProblem } from '../job-problem.ts';
import type { CallMode } from './call-address.ts';
import { Parameters, type ParametersPlace } from './parameters.ts';

/** The query parameters of a call. Those that its mode has no use for have the value of their absence. */
export interface CallQuery {
  /** Lower case, of any version. */
  readonly jobId: Id | undefined;
  readonly scheduledFor: Date | undefined;
  /** Never beside `scheduledFor`, which wins. */
  readonly scheduledInSecs: number | undefined;
  readonly parentJob: Id | undefined;
  readonly rootJob: Id | undefined;
  readonly tag: string;
  readonly isInvisibleToOwner: boolean;
  /** Due, not started task runs of the workspace, this call's among them. */
  readonly queueLimit: number | undefined;
  /** As asked for: not held against the instance's limit yet. */
  readonly timeoutSecs: number | undefined;
  readonly onTimeout: 'continue' | 'cancel';
  readonly cancelsOnDisconnect: boolean;
  readonly waitsForActions: boolean;
  readonly failureStatus: number | undefined;
  readonly addsRawString: boolean;
  readonly wrapsBody: boolean;
  /** Header names in lower case. */
  readonly includedHeaders: readonly string[];
  readonly includedParameters: readonly string[];
  readonly skipsPreprocessor: boolean;
}

/** Some 68 years: a number of seconds that every clock on the way can add. */
const MAX_SECS = 2_147_483_647;

/**
 * Reads the query of a call. Of a repeated parameter the first counts, but lists are joined; unknown ones are ignored.
 * `token` and `payload` have readers of their own.
 */
export function callQueryOf(
  parameters: URLSearchParams,
  mode: CallMode,
  place?: ParametersPlace,
): CallQuery | JobProblem {
  try {
    return queryOf(new Parameters(parameters, place), mode);
  } catch (error) {
    if (error instanceof JobProblem) return error;
    throw error;
  }
}

function queryOf(parameters: Parameters, mode: CallMode): CallQuery {
  const waits = mode !== 'async';
  const isAnswered = mode === 'wait';
  return {
    jobId: parameters.uuid('job_id', 'invalid_job_id'),
    ...timeOf(parameters, mode),
    parentJob: parameters.uuid('parent_job'),
    rootJob: parameters.uuid('root_job'),
    tag: parameters.tag('tag'),
    isInvisibleToOwner: parameters.flag('invisible_to_owner'),
    queueLimit: parameters.integer('queue_limit', 0, Infinity),
    timeoutSecs: waits ? parameters.integer('timeout', 1, Infinity) : undefined,
    onTimeout: (waits && parameters.oneOf('on_timeout', ['continue', 'cancel'])) || 'continue',
    cancelsOnDisconnect: waits && parameters.flag('cancel_on_disconnect'),
    waitsForActions: isAnswered && parameters.oneOf('wait', ['actions']) !== undefined,
    failureStatus: isAnswered ? failureStatusOf(parameters) : undefined,
    addsRawString: parameters.flag('raw'),
    wrapsBody: parameters.flag('wrap_body'),
    includedHeaders: parameters.list('include_header').map((name) => name.toLowerCase()),
    includedParameters: parameters.list('include_query'),
    skipsPreprocessor: parameters.flag('skip_preprocessor'),
  };
}

/** A call that is waited for runs now: one that asks for another time would not get what it asks for. */
function timeOf(
  parameters: Parameters,
  mode: CallMode,
): Pick<CallQuery, 'scheduledFor' | 'scheduledInSecs'> {
  const scheduledFor = parameters.time('scheduled_for');
  const scheduledInSecs = parameters.integer('scheduled_in_secs', 0, MAX_SECS);
  if (mode !== 'async' && (scheduledFor ?? scheduledInSecs) !== undefined) {
    throw new JobProblem(
      'invalid_query',
      'nobody waits for a later time: leave scheduled_for and scheduled_in_secs out, or call run/… in place of this',
    );
  }
  return {
    scheduledFor,
    scheduledInSecs: scheduledFor === undefined ? scheduledInSecs : undefined,
  };
}

function failureStatusOf(parameters: Parameters): number | undefined {
  const status = parameters.integer('failure_status', 200, 599);
  if (status !== undefined && status > 200 && status < 400) {
    parameters.refuse('failure_status', 'be 200 or between 400 and 599');
  }
  return status;
}
