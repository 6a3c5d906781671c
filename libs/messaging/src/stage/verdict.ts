import { messageOf, MillwrightError } from '@millwright/kernel';
import { AfterAttemptError } from './after-attempt-error.ts';
import { AttemptError } from './attempt-error.ts';
import { BeforeAttemptError } from './before-attempt-error.ts';

/** What becomes of a message: done, to come again once the consumer is ready, or parked with a reason. */
export type Verdict =
  | { readonly kind: 'ack' }
  | { readonly kind: 'requeue' | 'dead'; readonly code: string; readonly reason: string };

// A reason travels in a message's headers, which must fit into one frame.
const REASON_LENGTH = 2_000;

const ack: Verdict = { kind: 'ack' };

/** The verdict on a message whose handler ended with `error`; with `undefined` when nothing was thrown. */
export function verdictOf(error: unknown): Verdict {
  if (error === undefined || error instanceof AttemptError) return ack;
  return {
    kind: comesAgain(error) ? 'requeue' : 'dead',
    code: codeOf(error),
    reason: messageOf(error).slice(0, REASON_LENGTH),
  };
}

const comesAgain = (error: unknown): boolean =>
  error instanceof AfterAttemptError || (error instanceof BeforeAttemptError && error.retry);

const codeOf = (error: unknown): string =>
  error instanceof MillwrightError ? error.code : 'unexpected_error';
