export * from './email-of.ts';
export * from './job-json.ts';
export * from './job-json-of.ts';
export * from './job-row.ts';
export { argsOf, listSizes, wholeSizes } from './sized-json.ts';
