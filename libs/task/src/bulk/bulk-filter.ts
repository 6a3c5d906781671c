import type { Id } from '@millwright/kernel';
import { isFinal, type RunKind, type RunState } from '../runs/run-state.ts';

/** What is done to many runs at once. */
export type BulkAction = 'retry' | 'cancel' | 'purge';

/** Which runs: those that fit everything that is given. Times bound when the run's event was accepted. */
export interface BulkFilter {
  kind?: RunKind | undefined;
  status?: RunState | undefined;
  task_id?: Id | undefined;
  topic?: string | undefined;
  action_type?: string | undefined;
  error_code?: string | undefined;
  created_from?: Date | undefined;
  created_to?: Date | undefined;
  event_id?: Id | undefined;
}

const kinds: readonly RunKind[] = ['event', 'task', 'action'];

/** The kinds of runs that a filter can mean: event runs have no task, and only action runs a type. */
export function kindsMeantBy({ kind, task_id: taskId, action_type: type }: BulkFilter): RunKind[] {
  const possible = kinds.filter(
    (each) =>
      (taskId === undefined || each !== 'event') && (type === undefined || each === 'action'),
  );
  return kind === undefined ? possible : possible.filter((each) => each === kind);
}

/** The states in which an action has something to do, in the narrowest sense unless a status is asked for. */
export function statesMeantBy(action: BulkAction, { status }: BulkFilter): RunState[] {
  if (status === undefined) return [...usual[action]];
  const isSensible = action === 'cancel' ? !isFinal(status) : isFinal(status);
  return isSensible ? [status] : [];
}

const usual = {
  retry: ['failed', 'cancelled'],
  cancel: ['unscheduled', 'scheduled', 'due', 'started'],
  purge: ['succeeded', 'failed', 'cancelled'],
} as const satisfies Record<BulkAction, readonly RunState[]>;

/** A filter as JSON text. */
export const filterText = (filter: BulkFilter): string => JSON.stringify(filter);

/** Reads {@link filterText}. */
export function filterFrom(text: string): BulkFilter {
  const {
    created_from: from,
    created_to: to,
    ...rest
  } = JSON.parse(text) as Record<string, string>;
  return {
    ...(rest as BulkFilter),
    ...(from === undefined ? {} : { created_from: new Date(from) }),
    ...(to === undefined ? {} : { created_to: new Date(to) }),
  };
}
