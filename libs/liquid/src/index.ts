export { MAX_CACHE_ENTRIES } from './engine/cache-object.ts';
export { permissionsIn } from './parsing/declared-permissions.ts';
export { type ReadingOfTime, timeOfText } from './filters/time-of-text.ts';
export {
  MAX_SCRIPT_CHARACTERS,
  parseTemplate,
  parseTextTemplate,
} from './parsing/parse-template.ts';
export * from './limits/render-limits.ts';
export * from './liquid.errors.ts';
export type { ListedObject } from './output/printed-list.ts';
export type { RenderedAction, RenderedObjects } from './output/rendered-objects.ts';
export {
  CSV_DELIMITER_RULE,
  csvTextOf,
  isCsvDelimiter,
  type CsvFormat,
} from './values/csv-text.ts';
export type { Meter } from './limits/run-meter.ts';
export { handleOf } from './values/handle-of.ts';
export { LiquidPool, type LiquidPoolOptions } from './pool/liquid-pool.ts';
export * from './render-request.ts';
