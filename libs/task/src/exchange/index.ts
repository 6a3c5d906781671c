export * from './import.store.ts';
export * from './task-document.ts';
export * from './task-export.ts';
export * from './task-importer.ts';
