export type { ComparedValue, Condition, Conditions, Operator } from './condition.ts';
export { operators } from './condition.ts';
export { conditionsSchema } from './conditions.schema.ts';
export { FilteredEvent, passesFilter } from './passes-filter.ts';
