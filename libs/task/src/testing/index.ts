export * from './given.ts';
export * from './runner.ts';
export * from './test-values.ts';
