export * from './routed-endpoint.ts';
