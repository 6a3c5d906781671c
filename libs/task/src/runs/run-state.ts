/** The states of every kind of run. The first four are open: a work row exists. */
export const runStates = [
  'unscheduled',
  'scheduled',
  'due',
  'started',
  'succeeded',
  'failed',
  'cancelled',
] as const;

export type RunState = (typeof runStates)[number];

/** What may follow each state. A final state is left only by a manual retry. */
const following = {
  unscheduled: ['due', 'failed', 'cancelled'],
  scheduled: ['due', 'cancelled', 'failed'],
  due: ['started', 'succeeded', 'cancelled', 'failed', 'scheduled'],
  started: ['succeeded', 'failed', 'scheduled', 'due', 'cancelled'],
  succeeded: ['due'],
  failed: ['due'],
  cancelled: ['due'],
} as const satisfies Record<RunState, readonly RunState[]>;

/** Whether a run in a state is final. */
export const isFinal = (state: RunState): boolean =>
  state === 'succeeded' || state === 'failed' || state === 'cancelled';

/** Whether the state machine has an arrow. (A short task run goes from due to its end in one transaction.) */
export const mayBecome = (from: RunState, to: RunState): boolean =>
  (following[from] as readonly RunState[]).includes(to);

/** What a run is: the three kinds differ in what may be done to them by hand. */
export type RunKind = 'event' | 'task' | 'action';

/**
 * Whether a run may be retried by hand: what failed or was cancelled, and a task run that succeeded but rendered no
 * actions. Anything else has a meaningful result, or is still under way.
 */
export const mayRetry = (kind: RunKind, state: RunState, actionCount: number): boolean =>
  isFinal(state) && (state !== 'succeeded' || (kind === 'task' && actionCount === 0));

/** Whether a run may be cancelled: whatever has not started, and a started task run. */
export const mayCancel = (kind: RunKind, state: RunState): boolean =>
  mayBecome(state, 'cancelled') && (state !== 'started' || kind === 'task');
