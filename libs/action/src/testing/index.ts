export * from './action.conformance.ts';
export * from './context-of.ts';
export * from './google/index.ts';
export * from './progress-in-memory.ts';
export * from './given-mail-room.ts';
export * from './recorded-events.ts';
export * from './run-progress.conformance.ts';
export * from './shop/start-test-shop.ts';
