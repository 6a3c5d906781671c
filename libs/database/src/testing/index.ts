export * from './database.conformance.ts';
export * from './open-embedded-test-database.ts';
export * from './open-test-database.ts';
