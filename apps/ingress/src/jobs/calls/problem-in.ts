import { JobProblem } from '@millwright/job';

/** What a piece of work comes to, or the problem that it throws: others go on beside it. Other errors are thrown. */
export async function problemIn<Value>(work: () => Promise<Value>): Promise<Value | JobProblem> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof JobProblem) return error;
    throw error;
  }
}

/** Whether it is no problem. */
export const isFine = <Value>(item: Value | JobProblem): item is Value =>
  !(item instanceof JobProblem);
