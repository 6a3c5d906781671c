import type { RunError } from '@millwright/liquid';
import type { Id } from '@millwright/kernel';
import type { FilterSet } from './filter-index.ts';

/** What the filters of its Workspace say of an event. */
export type FilterVerdict =
  | { is: 'passed' }
  | { is: 'stopped'; by: string }
  | { is: 'failed'; filter: { id: Id; name: string }; error: RunError };

/** A verdict, and the very filters that it is by: with others it is worth nothing. */
export interface Judgement {
  filters: FilterSet;
  verdict: FilterVerdict;
}

/** Filters were written while events were being routed: these have to be judged again. Nothing was stored. */
export class FiltersChanged extends Error {
  constructor(readonly eventIds: ReadonlySet<Id>) {
    super('the event filters have changed');
  }
}
