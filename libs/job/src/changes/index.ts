export { JobErasure } from './job-erasure.ts';
export type { Erasure } from './job-erasure.ts';
export { resolveJobs, unresolveJobs } from './job-resolution.ts';
export type { Resolution } from './job-resolution.ts';
export { openRunsOf } from './open-jobs.ts';
export type { OpenJobsPlace } from './open-jobs.ts';
