export * from './call-key.entity.ts';
export * from './job-id.entity.ts';
