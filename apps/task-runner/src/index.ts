export * from './start-task-runner.ts';
