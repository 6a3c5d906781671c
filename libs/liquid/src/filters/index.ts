import { date, dateOptions, parse_date } from './date.filters.ts';
import { default_to } from './default.filters.ts';
import * as digestFilters from './digest.filters.ts';
import type { LiquidFilter } from './filter-scope.ts';
import * as jsonFilters from './json.filters.ts';
import * as listFilters from './list.filters.ts';
import * as markupFilters from './markup.filters.ts';
import * as numberFilters from './number.filters.ts';
import * as textFilters from './text.filters.ts';

/** Every filter of the dialect. A name that is not here is a parse error. */
export const filters = {
  ...digestFilters,
  ...jsonFilters,
  ...listFilters,
  ...markupFilters,
  ...numberFilters,
  ...textFilters,
  date,
  default: default_to,
  parse_date,
} as unknown as Record<string, LiquidFilter>;

/** The options that filters take by name. */
export const filterOptions: Readonly<Record<string, readonly string[]>> = {
  date: dateOptions,
  default: ['allow_false'],
  parse_json: ['silent'],
};
