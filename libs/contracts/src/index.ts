export * from './action-run-requested.message.ts';
export * from './config-changed.message.ts';
export * from './contracts.ts';
export * from './event-envelope.ts';
export * from './event-received.message.ts';
export * from './message.ts';
export * from './queue-marker.message.ts';
export * from './task-run-requested.message.ts';
