export * from './given-connections.ts';
export * from './given-workspace.ts';
export * from './tokens-in-memory.ts';
