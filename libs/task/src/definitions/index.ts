import { Task } from './task.entity.ts';
import { TaskVersion } from './task-version.entity.ts';

export * from './active-tasks.ts';
export * from './cron-line.ts';
export * from './definition-fault.ts';
export * from './has-liquid.ts';
export * from './offset.ts';
export * from './subscription.ts';
export * from './task-definition.ts';
export * from './task-drafts.ts';
export * from './task-fields.ts';
export * from './task-path.ts';
export * from './task.store.ts';
export * from './task-version.store.ts';
export * from './template-faults.ts';
export * from './version-diff.ts';
export { Task, TaskVersion };

/** The entities of task definitions, for the data source. */
export const definitionEntities = [Task, TaskVersion];
