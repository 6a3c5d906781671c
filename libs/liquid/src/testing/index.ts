export * from './render-in-this-thread.ts';
