import type { OptionField, OptionsReading, OptionsSchema } from '../../options/options-schema.ts';
import type { SheetsCall } from './operation.ts';
import { operations } from './operations/index.ts';

const known = operations.map(({ name }) => name).join(', ');

const fieldsByName = new Map<string, OptionField>();
for (const { options } of operations) {
  for (const field of options.fields) {
    const isRequired = operations.every((one) =>
      one.options.fields.some(({ name, required }) => name === field.name && required),
    );
    if (!fieldsByName.has(field.name)) {
      fieldsByName.set(field.name, { ...field, required: isRequired });
    }
  }
}

/** The options of the google_sheets action: those of the operation that they name. */
export const googleSheetsOptions: OptionsSchema<SheetsCall> = {
  fields: [...fieldsByName.values()],
  read(value) {
    if (!(value instanceof Map)) return refused('options', 'must be an object');
    const given = value.get('operation') ?? null;
    const meant = operations.find(({ name }) => name === given);
    if (meant !== undefined) return meant.options.read(value);
    const message = given === null ? `is required, one of ${known}` : `must be one of ${known}`;
    return refused('options.operation', message);
  },
};

const refused = (path: string, message: string): OptionsReading<never> => ({
  ok: false,
  code: 'invalid_options',
  faults: [{ path, message }],
});
