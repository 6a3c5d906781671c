export { dueFlushes } from './due-flushes.ts';
export { Flusher, type Flushed, type FlusherTools } from './flusher.ts';
export type { EventRange } from './pending-items.ts';
