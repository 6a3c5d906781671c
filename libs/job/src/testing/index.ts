export * from './given-job.ts';
