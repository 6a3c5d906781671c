export * from './given-options.ts';
export * from './option-field.ts';
export * from './option-form.ts';
export * from './option-key.ts';
export * from './option-scan.ts';
export * from './option-types.ts';
export * from './stored-options.ts';
export * from './user-form.ts';
export type { CheckedAt } from './value-rules.ts';
