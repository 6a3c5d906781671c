export * from './action.errors.ts';
export * from './action.ts';
export * from './options/options-schema.ts';
export { actions } from './actions/index.ts';
export * from './perform-action.ts';
export type * from './ports/index.ts';
export * from './registry.ts';
export * from './secrets/secret-source.ts';
