import * as currencyFilters from './currency.filters.ts';
import { dateOptions } from './date-options.ts';
import * as base64Filters from './base64.filters.ts';
import * as dateFilters from './date.filters.ts';
import { default_to } from './default.filters.ts';
import * as digestFilters from './digest.filters.ts';
import type { LiquidFilter } from './filter-scope.ts';
import * as hashFilters from './hash.filters.ts';
import * as gzipFilters from './gzip.filters.ts';
import * as hmacFilters from './hmac.filters.ts';
import * as jsonFilters from './json.filters.ts';
import * as listChoiceFilters from './list-choice.filters.ts';
import * as listGroupFilters from './list-groups.filters.ts';
import * as listOrderFilters from './list-order.filters.ts';
import * as listFilters from './list.filters.ts';
import * as markupFilters from './markup.filters.ts';
import * as numberFilters from './number.filters.ts';
import * as replaceFilters from './replace.filters.ts';
import * as tagFilters from './tags.filters.ts';
import * as textPartFilters from './text-parts.filters.ts';
import * as rsaFilters from './rsa.filters.ts';
import * as textFilters from './text.filters.ts';

/** Every filter of the dialect. A name that is not here is a parse error. */
export const filters = {
  ...base64Filters,
  ...currencyFilters,
  ...dateFilters,
  ...digestFilters,
  ...gzipFilters,
  ...hashFilters,
  ...hmacFilters,
  ...jsonFilters,
  ...listChoiceFilters,
  ...listFilters,
  ...listGroupFilters,
  ...listOrderFilters,
  ...markupFilters,
  ...numberFilters,
  ...replaceFilters,
  ...rsaFilters,
  ...tagFilters,
  ...textFilters,
  ...textPartFilters,
  default: default_to,
} as unknown as Record<string, LiquidFilter>;

/** The options that filters take by name. */
export const filterOptions: Readonly<Record<string, readonly string[]>> = {
  base64_decode: ['force_utf8'],
  base64_url_safe_decode: ['force_utf8'],
  currency: ['locale'],
  date: dateOptions,
  decode_base64: ['force_utf8'],
  decode_base64url: ['force_utf8'],
  default: ['allow_false'],
  gunzip: ['force_utf8'],
  hmac_sha1: ['binary'],
  hmac_sha256: ['binary'],
  hmac_sha512: ['binary'],
  in_groups: ['fill_with'],
  in_groups_of: ['fill_with'],
  parse_json: ['silent'],
  rsa_sha256: ['binary'],
  rsa_sha512: ['binary'],
};
