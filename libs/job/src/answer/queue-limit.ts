import { JobProblem } from '../job-problem.ts';

/** What may bound the due, not started task runs of a workspace; undefined or null: nothing does. */
export interface QueueLimits {
  /** `?queue_limit=`. */
  query?: number | null | undefined;
  /** Setting `queue_limit` of the workspace. */
  all?: number | null | undefined;
  /** Setting `queue_limit_wait_result` of the workspace, for calls that wait or stream. */
  waiting?: number | null | undefined;
}

/** The strictest limit of a call; undefined when it has none. */
export function queueLimitOf(
  mode: 'async' | 'wait' | 'stream',
  limits: QueueLimits,
): number | undefined {
  const applying = [limits.query, limits.all, mode === 'async' ? undefined : limits.waiting];
  const given = applying.filter((limit) => limit != null);
  return given.length === 0 ? undefined : Math.min(...given);
}

/** A workspace's queue, at most a second ago. */
export interface QueueState {
  /** Task runs that are due and not started. */
  due: number;
  /** Of the last minute. */
  completionsPerSecond: number;
}

const MIN_RETRY_S = 1;
const MAX_RETRY_S = 60;

/** Why a call is refused that would make the queue longer than its limit; undefined: it may come in. `calls`: of a batch. */
export function queueRefusalOf(
  limit: number | undefined,
  { due, completionsPerSecond }: QueueState,
  calls = 1,
): JobProblem | undefined {
  const excess = limit === undefined ? 0 : due + calls - limit;
  if (excess <= 0) return undefined;
  const headers = { 'retry-after': String(retryAfterS(excess, completionsPerSecond)) };
  return new JobProblem(
    'queue_limit',
    `${due} runs of the workspace are due and not started; with this call they would exceed the limit of ${limit}`,
    { headers },
  );
}

/** When the excess will have been worked off, in whole seconds. */
function retryAfterS(excess: number, completionsPerSecond: number): number {
  const seconds = completionsPerSecond > 0 ? Math.ceil(excess / completionsPerSecond) : MAX_RETRY_S;
  return Math.min(Math.max(seconds, MIN_RETRY_S), MAX_RETRY_S);
}
