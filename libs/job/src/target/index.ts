export { CallTargets } from './call-targets.ts';
export { calledTaskOf } from './called-task.ts';
export type { CalledTask, TaskTarget } from './called-task.ts';
export type { CalledWorkspace } from './called-workspace.ts';
export { EpochCache } from './epoch-cache.ts';
