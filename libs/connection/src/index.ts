export * from './connection-type.ts';
export * from './connection.errors.ts';
export * from './source/access-tokens.ts';
export * from './source/connection-source.ts';
export * from './types/index.ts';
