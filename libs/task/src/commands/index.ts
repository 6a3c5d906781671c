/** The door for whoever commands runs and must not load Liquid, nor anything that does. */
export type { Cancellation } from './cancellation.ts';
export { JobCommands } from './job-commands.ts';
export { subscribesTo, tasksNamed } from '../routing/tasks-named.ts';
