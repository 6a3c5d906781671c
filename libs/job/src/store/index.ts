export * from './call-columns.ts';
export * from './call-key.entity.ts';
export * from './claim-names.ts';
export * from './job-id.entity.ts';
export * from './new-call-of.ts';
export * from './new-call.ts';
export * from './run-ends.ts';
export * from './store-calls.ts';
