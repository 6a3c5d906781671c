export * from './admin-api.module.ts';
export * from './start-admin-api.ts';
export * from './openapi/admin-api-document.ts';
