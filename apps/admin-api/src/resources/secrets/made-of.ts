import { MAX_VARIABLES, type NotMade } from '@millwright/access';
import { ProblemError } from '../../http/problem.ts';

/** What was made. @throws ProblemError when it was not */
export function madeOf<Made extends object>(made: Made | NotMade, noun: string, key: string): Made {
  if (made === 'taken') {
    throw new ProblemError('conflict', `there is a ${noun} "${key}" already; change that one`);
  }
  if (made === 'full') {
    throw new ProblemError('conflict', `a Workspace has at most ${MAX_VARIABLES} ${noun}s`);
  }
  return made;
}
