import type { JsonValue } from '@millwright/kernel';

/** One thing wrong with an action's options: `options.url` · `must begin with http:// or https://`. */
export interface OptionFault {
  path: string;
  message: string;
}

/** Options as the action takes them, or everything that is wrong with them. */
export type OptionsReading<Options> =
  | { ok: true; options: Options; warnings: string[] }
  | { ok: false; code: 'invalid_options' | 'size_limit'; faults: OptionFault[] };

/** How an action reads its options. Data first: `fields` drives the form and the README table. */
export interface OptionsSchema<Options> {
  readonly fields: readonly OptionField[];
  /** Pure: no clock, no database. */
  read(value: JsonValue): OptionsReading<Options>;
}

/** One option, as people read about it. */
export interface OptionField {
  name: string;
  required: boolean;
  about: string;
}
