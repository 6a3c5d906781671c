export * from './cache.errors.ts';
export * from './endpoints/cache-endpoint.entity.ts';
export * from './endpoints/cache-endpoint.store.ts';
export * from './entries/cache-command.ts';
export * from './entries/cache-entry.entity.ts';
export * from './entries/cache.rules.ts';
export * from './entries/cache.store.ts';
export * from './entries/run-cache-command.ts';
