export * from './event-router.module.ts';
export * from './start-event-router.ts';
