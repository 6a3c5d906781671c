export * from './preview-definition.ts';
export * from './task-preview.ts';
export * from './task-previews.ts';
export * from './preview-data.ts';
