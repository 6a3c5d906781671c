export * from './endpoints/index.ts';
export * from './history/index.ts';
export * from './queue/index.ts';
export * from './topics/index.ts';
export * from './conditions/index.ts';
