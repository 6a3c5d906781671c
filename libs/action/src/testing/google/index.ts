export * from './start-google.ts';
export type { SpreadsheetInMemory } from './sheets-in-memory.ts';
