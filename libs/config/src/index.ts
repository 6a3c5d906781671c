export * from './config.errors.ts';
export * from './config.ts';
export * from './describe-settings.ts';
export * from './load-config.ts';
export { appNames } from './setting.ts';
export type { AppName, Environment, Reader } from './setting.ts';
export { urlWithoutCredentials } from './setting-types.ts';
export * from './summary.ts';
