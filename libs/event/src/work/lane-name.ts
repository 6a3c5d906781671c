import type { Id } from '@millwright/kernel';

/** Where the runs of a task are whose key nobody has rendered yet. */
export const unnamedLane = (taskId: Id): string => `task/${taskId}/?`;
