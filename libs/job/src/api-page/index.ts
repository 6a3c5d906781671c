export { callExamplesOf } from './call-examples.ts';
export type { CallSnippets, Snippet } from './call-snippets.ts';
export type { AddressedTask } from './addressed-task.ts';
export { taskOpenApiOf } from './task-openapi.ts';
export type { DescribedTask } from './task-openapi.ts';
export { taskTriggersOf, triggerNames } from './task-triggers.ts';
export type { TaskTrigger, TaskTriggers, TriggerName } from './task-triggers.ts';
