export * from './given-connections.ts';
