import { MillwrightError, type Id } from '@millwright/kernel';

/** Older events of its Workspace are due: they have to be routed before it. Nothing was stored. */
export interface BehindOlder {
  behind: Id;
}

/** What routing one event came to: nothing to say, why it could not be done, or what has to be done first. */
export type Routing = { error: unknown } | 'judge again' | BehindOlder | undefined;

/** A failure that may go away by itself: the event can come again. */
export const failedForNow = (routing: Routing): boolean =>
  typeof routing === 'object' && 'error' in routing && isForNow(routing.error);

export const isForNow = (error: unknown): boolean =>
  error instanceof MillwrightError && error.retry;

export const isBehind = (routing: Routing): routing is BehindOlder =>
  typeof routing === 'object' && 'behind' in routing;
