export * from './start-standalone.ts';
