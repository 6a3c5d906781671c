import type { Cancellation, CommandOutcome } from '@millwright/task';
import type { Caller } from './admin-request.ts';
import { invalid, ProblemError } from './problem.ts';

/** What a command did. @throws ProblemError when it was refused. */
export function doneOf<Done>(outcome: CommandOutcome<Done>): Done {
  if (outcome.ok) return outcome.done;
  if (outcome.code === 'invalid') throw invalid([{ path: 'topic', message: outcome.message }]);
  throw new ProblemError(outcome.code, outcome.message);
}

/** A cancelling without a word, by whoever calls. */
export const byHandOf = ({ principal }: Caller): Cancellation => ({
  reason: null,
  canceler: principal.owner,
});
