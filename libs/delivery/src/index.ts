export * from './conditions/index.ts';
export * from './endpoints/index.ts';
export * from './history/index.ts';
export * from './keys/index.ts';
export * from './queue/index.ts';
export * from './topics/index.ts';
