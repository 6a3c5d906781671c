export * from './start-task-runner.ts';
export * from './task-runner.module.ts';
