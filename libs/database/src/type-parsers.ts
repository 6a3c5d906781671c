import type { CustomTypesConfig } from 'pg';
import pg from 'pg';

type Parse = (value: string) => unknown;

const { builtins } = pg.types;
const INT8_ARRAY = 1016;
const TEXT_ARRAY = 1009;

const driverParser = (oid: number, format?: 'text' | 'binary'): Parse =>
  pg.types.getTypeParser(oid, format) as Parse;

const parseTexts = driverParser(TEXT_ARRAY) as (value: string) => (string | null)[];

const numbersOf: Parse = (value) =>
  parseTexts(value).map((text) => (text === null ? null : Number(text)));

const ours = new Map<number, Parse>([
  [builtins.INT8, Number],
  [INT8_ARRAY, numbersOf],
  [builtins.JSON, String],
]);

/**
 * How values are read, per connection and not for the whole process: `bigint` as a number (ours stay below 2^53) and
 * `json` as the text it is; everything else as the driver does.
 */
export const typeParsers: CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    ours.get(oid) ?? driverParser(oid, format),
};
