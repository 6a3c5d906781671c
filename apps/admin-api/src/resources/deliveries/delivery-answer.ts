import type { DeliveryOutcome } from '@millwright/delivery';
import { ProblemError } from '../../http/problem.ts';

/** What a command on deliveries did. @throws ProblemError when it was refused */
export function deliveredOf<Done>(outcome: DeliveryOutcome<Done>): Done {
  if (outcome.ok) return outcome.done;
  throw new ProblemError(outcome.code, outcome.message);
}
