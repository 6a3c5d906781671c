export * from './add-workspace.ts';
export * from './blob-store.conformance.ts';
export * from './start-s3-peer.ts';
