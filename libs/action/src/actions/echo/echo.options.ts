import type { JsonValue } from '@millwright/kernel';
import type { OptionsSchema } from '../../options/options-schema.ts';

/** What to give back: any JSON. */
export interface EchoOptions {
  value: JsonValue;
}

/** Anything goes. */
export const echoOptions: OptionsSchema<EchoOptions> = {
  fields: [
    {
      name: '__error',
      required: false,
      about: 'In an object: the run fails with this as its error.',
    },
  ],
  read: (value) => ({ ok: true, options: { value }, warnings: [] }),
};
