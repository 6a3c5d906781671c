export { cloneDatabase } from './clone-database.ts';
export type { ClonedDatabase } from './clone-database.ts';
export * from './fake-clock.ts';
export * from './ftp-peer.ts';
export * from './http-peer.ts';
export * from './leak-check.ts';
export * from './services.ts';
export * from './smtp-peer.ts';
export * from './until.ts';
