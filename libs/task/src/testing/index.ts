export * from './given.ts';
export * from './runner.ts';
