export { defaultIntakeLimits } from './intake-limits.ts';
export * from './test-secret-box.ts';
export * from './webhook-builders.ts';
