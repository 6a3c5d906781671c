export * from './given.ts';
export * from './held-transaction.ts';
export * from './runner.ts';
export * from './test-values.ts';
export * from './test-workspaces.ts';
