import { JsonNumber, type JsonValue } from '@millwright/kernel';
import type { Read } from '../../options/option.ts';

const PER_INCH: Readonly<Record<string, number>> = { in: 1, mm: 25.4, cm: 2.54, px: 96, pt: 72 };
const LENGTH = /^(\d{1,9}(?:\.\d{1,9})?|\.\d{1,9})\s*(in|mm|cm|px|pt)?$/i;

/** A length in inches: a number with `in`, `mm`, `cm`, `px` or `pt`; a bare number is pixels, 96 to the inch. */
export const asLength =
  (min: number, max: number): Read<number> =>
  (value, refuse) => {
    const [, number, unit = 'px'] = LENGTH.exec(textOf(value)) ?? [];
    const inches = Number(number) / PER_INCH[unit.toLowerCase()]!;
    return inches >= min && inches <= max
      ? inches
      : refuse(`must be a length of ${min} to ${max} in, as "10mm", "1in", "72pt" or 96 (px)`);
  };

/** Whether a length means: as long as it takes. */
export const isEndless = (value: JsonValue): boolean => textOf(value) === '-1';

function textOf(value: JsonValue): string {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || value instanceof JsonNumber ? String(value) : '';
}
