export * from './event-queue.ts';
export * from './event-run.entity.ts';
export * from './event-run.store.ts';
export * from './event.entity.ts';
export * from './event.store.ts';
export * from './topic.ts';
export * from './work/work.entity.ts';
export * from './work/work.store.ts';
