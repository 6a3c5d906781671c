import type { OptionFault } from '../../options/options-schema.ts';
import type { A1Range } from './a1-notation.ts';

/** How operations are told which cells are meant. */
export interface RangeOptions {
  sheet_name?: string | undefined;
  sheet_range?: A1Range | undefined;
}

/** A qualified range must be of the sheet that is named. */
export function rangeFault({ sheet_name, sheet_range }: RangeOptions): OptionFault | undefined {
  const sheet = sheet_range?.sheet;
  if (sheet_name === undefined || sheet === undefined || sheet === sheet_name) return undefined;
  return {
    path: 'options.sheet_range',
    message: `is of the sheet "${sheet}", but sheet_name is "${sheet_name}": leave one of them out`,
  };
}

/** The cells that are meant; without `sheet` of the first one. */
export const rangeWanted = ({ sheet_name, sheet_range }: RangeOptions): A1Range => ({
  ...(sheet_name === undefined ? {} : { sheet: sheet_name }),
  ...sheet_range,
});
