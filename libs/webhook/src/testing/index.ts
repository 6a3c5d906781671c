export * from './test-secret-box.ts';
export * from './webhook-builders.ts';
