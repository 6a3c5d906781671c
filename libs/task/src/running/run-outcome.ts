import { droppedHeaderLinesOf, wmFailureOf, wmLabelsOf } from '@millwright/job';
import { messageOf, RawJson, stringifyJson } from '@millwright/kernel';
import type { RenderedAction, RenderOutcome, RunError } from '@millwright/liquid';

/** Largest result of a task run, in bytes of JSON. */
export const RESULT_LIMIT_BYTES = 2_097_152;

/** What a rendering comes to: the run's end, and the actions to perform. Error, result and logs are JSON text. */
export interface TaskRunVerdict {
  error: RunError | null;
  result: string | null;
  logs: string;
  /** What the result says that its job is filed under; null: nothing. */
  labels: readonly string[] | null;
  actions: readonly RenderedAction[];
  /** Why none of the actions is performed: each fails with it. Missing: they are. */
  refusal?: RunError | undefined;
}

/** Error codes of runs that trying again can mend; all others are final. */
const retried = new Set([
  'network',
  'timeout',
  'remote_unavailable',
  'rate_limited',
  'lost',
  'internal',
]);

/** Whether a run that failed with a code is tried again by itself. */
export const isRetried = (code: string): boolean => retried.has(code);

/**
 * Judges a rendering. An error object fails the run, and none of its actions is performed; with a `refusal` they are
 * stored, and fail with it.
 */
export function verdictOf(outcome: RenderOutcome & { refusal?: RunError }): TaskRunVerdict {
  const verdict = verdictOfObjects(outcome);
  return outcome.refusal === undefined ? verdict : { ...verdict, refusal: outcome.refusal };
}

function verdictOfObjects(outcome: RenderOutcome): TaskRunVerdict {
  const logs = `[${outcome.logs.join(',')}]`;
  if (!outcome.ok) return failedWith(outcome.error, logs);
  const { errors, result, actions } = outcome;
  const error = errors.length > 0 ? taskErrorOf(errors) : resultErrorOf(result);
  if (error !== null) return failedWith(error, logs);
  if (result === null || !SAYS_MORE.test(result)) {
    return { error: null, result, logs, labels: null, actions };
  }
  return verdictByResult(result, outcome.logs, actions);
}

/** Whether a result may have members that are for us: the rest of them need not be parsed. */
const SAYS_MORE = /"(?:wm|windmill)_|\\u/;

/** The verdict where the result itself may say that the run failed, and what it is filed under. */
function verdictByResult(
  result: string,
  logLines: readonly string[],
  actions: readonly RenderedAction[],
): TaskRunVerdict {
  const dropped = droppedHeaderLinesOf(result).map((line) => stringifyJson(line));
  const logs = `[${[...logLines, ...dropped].join(',')}]`;
  const given = wmLabelsOf(result);
  const labels = given.length === 0 ? null : given;
  const failure = wmFailureOf(result);
  return failure === undefined
    ? { error: null, result, logs, labels, actions }
    : { error: failure.error, result: failure.result.text, logs, labels, actions: [] };
}

/** The verdict on a run that failed before it had a result. */
export const failedWith = (error: RunError, logs = '[]'): TaskRunVerdict => ({
  error,
  result: null,
  logs,
  labels: null,
  actions: [],
});

/** Why a run that takes its runners down with it is given up. */
export const runnersDied = (times: number): string =>
  `${times} runners ended while they performed this run; it is not tried again by itself`;

/** The failure of a run that a fault of our own kept from being performed or stored. It is tried again. */
export const internalFault = (error: unknown): RunError => ({
  code: 'internal',
  message: `a fault of Millwright's own, not of the task: ${messageOf(error)}`,
});

/** The JSON text that an error is stored as: its code first, by which it is found. */
export const errorText = ({ code, ...rest }: RunError): string => stringifyJson({ code, ...rest });

/** How the text of an error with a code begins. Of the rest, which strangers write, no query can make sense. */
export const errorBeginning = (code: string): string => `{"code":${JSON.stringify(code)},`;

/** Several error objects: the first is the message, the details have all. */
function taskErrorOf(errors: readonly string[]): RunError {
  const [first] = errors;
  const value: unknown = JSON.parse(first!);
  const message = typeof value === 'string' ? value : first!;
  if (errors.length === 1 && typeof value === 'string') return { code: 'task_error', message };
  const details = errors.length === 1 ? first! : `[${errors.join(',')}]`;
  return { code: 'task_error', message, details: new RawJson(details) };
}

function resultErrorOf(result: string | null): RunError | null {
  const bytes = result === null ? 0 : Buffer.byteLength(result);
  if (bytes <= RESULT_LIMIT_BYTES) return null;
  return {
    code: 'size_limit',
    message: `the result has ${bytes} bytes of JSON; the limit is ${RESULT_LIMIT_BYTES}. Return less, or store it with the cache or files action`,
  };
}
