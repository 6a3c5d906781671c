export { batchAnswerOf, rerunLinesOf } from './batch-answer.ts';
export type { BatchedCall } from './batch-answer.ts';
export { batchItemOf, batchItemsOf, MAX_BATCH_ITEMS } from './batch-items.ts';
export type { BatchItem } from './batch-items.ts';
export { MAX_RERUN_JOBS, rerunOf } from './rerun.ts';
export type { Rerun, RerunOptions } from './rerun.ts';
export { rerunDataOf } from './rerun-data.ts';
