import * as currencyFilters from './currency.filters.ts';
import { dateOptions } from './date-options.ts';
import * as base64Filters from './base64.filters.ts';
import * as browserFilters from './browser.filters.ts';
import * as csvFilters from './csv.filters.ts';
import * as dateFilters from './date.filters.ts';
import { default_to } from './default.filters.ts';
import * as digestFilters from './digest.filters.ts';
import type { LiquidFilter } from './filter-scope.ts';
import * as hashFilters from './hash.filters.ts';
import * as gzipFilters from './gzip.filters.ts';
import * as handleFilters from './handle.filters.ts';
import * as hmacFilters from './hmac.filters.ts';
import * as imageFilters from './image.filters.ts';
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
import * as graphqlFilters from './graphql.filters.ts';
import * as jsonlFilters from './jsonl.filters.ts';
import * as parseCsvFilters from './parse-csv.filters.ts';
import * as parseXmlFilters from './parse-xml.filters.ts';
import * as patternFilters from './pattern.filters.ts';
import * as phoneFilters from './phone.filters.ts';
import * as rsaFilters from './rsa.filters.ts';
import * as shopifyFilters from './shopify.filters.ts';
import * as textFilters from './text.filters.ts';
import * as urlFilters from './url.filters.ts';

/** Every filter of the dialect. A name that is not here is a parse error. */
export const filters = {
  ...base64Filters,
  ...browserFilters,
  ...csvFilters,
  ...currencyFilters,
  ...dateFilters,
  ...digestFilters,
  ...graphqlFilters,
  ...gzipFilters,
  ...handleFilters,
  ...hashFilters,
  ...hmacFilters,
  ...imageFilters,
  ...jsonFilters,
  ...jsonlFilters,
  ...listChoiceFilters,
  ...listFilters,
  ...listGroupFilters,
  ...listOrderFilters,
  ...markupFilters,
  ...numberFilters,
  ...parseCsvFilters,
  ...parseXmlFilters,
  ...patternFilters,
  ...phoneFilters,
  ...replaceFilters,
  ...rsaFilters,
  ...shopifyFilters,
  ...tagFilters,
  ...textFilters,
  ...textPartFilters,
  ...urlFilters,
  default: default_to,
} as unknown as Record<string, LiquidFilter>;

/** The options that filters take by name. */
export const filterOptions: Readonly<Record<string, readonly string[]>> = {
  base64_decode: ['force_utf8'],
  base64_url_safe_decode: ['force_utf8'],
  csv: ['delimiter', 'include_bom'],
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
  parse_csv: ['headers', 'delimiter'],
  parse_json: ['silent'],
  rsa_sha256: ['binary'],
  rsa_sha512: ['binary'],
  shopify: ['variables'],
};
