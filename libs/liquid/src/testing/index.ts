export * from './dialect-context.ts';
export * from './printed.ts';
export * from './render-in-this-thread.ts';
export * from './strict-scope.ts';
