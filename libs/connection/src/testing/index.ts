export * from './given-connections.ts';
export * from './given-workspace.ts';
export * from './token-renewals.conformance.ts';
export * from './tokens-in-memory.ts';
