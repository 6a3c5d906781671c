export * from './given-connections.ts';
export * from './tokens-in-memory.ts';
