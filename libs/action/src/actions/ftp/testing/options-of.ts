import { parseJson } from '@millwright/kernel';
import type { OptionsSchema } from '../../../options/options-schema.ts';

/** Options as an action takes them. */
export function optionsOf<Options>(schema: OptionsSchema<Options>, given: object): Options {
  const reading = schema.read(parseJson(JSON.stringify(given)));
  if (reading.ok) return reading.options;
  throw new Error(reading.faults.map(({ path, message }) => `${path}: ${message}`).join('; '));
}
