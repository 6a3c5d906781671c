export * from './dialect-context.ts';
export * from './render-in-this-thread.ts';
