export * from './webhook-builders.ts';
