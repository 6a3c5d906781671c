export * from './endpoint-settings.ts';
export * from './routed-endpoint.ts';
export * from './given-deliveries.ts';
export * from './given-workspace.ts';
