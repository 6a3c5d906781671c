export * from './given.ts';
export * from './runner.ts';
export * from './test-values.ts';
export * from './test-workspaces.ts';
