import type { Action } from './action.ts';
import { actions } from './actions/index.ts';

const byName: ReadonlyMap<string, Action> = new Map(actions.map((action) => [action.name, action]));

/** The action that performs a type; undefined when there is none. */
export const actionNamed = (type: string): Action | undefined => byName.get(type);

/**
 * Whether a type is performed outside the transaction that stores its run. An unknown one has no effect at all: it
 * fails where it stands.
 */
export const actionNeedsOutside = (type: string): boolean => byName.get(type)?.where === 'outside';

/** Whether a type writes to the database as the run that stores its end does. */
export const actionNeedsTransaction = (type: string): boolean =>
  byName.get(type)?.where === 'transaction';
