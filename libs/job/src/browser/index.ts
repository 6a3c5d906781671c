export * from './cors.ts';
export * from './cross-site.ts';
