import { z } from 'zod';
import type { OptionFault, OptionsSchema } from './options-schema.ts';

/** Options that are an object of named ones. Unknown keys are ignored, with a warning. */
export function objectOptions<Shape extends z.ZodRawShape>(
  shape: Shape,
): OptionsSchema<z.output<z.ZodObject<Shape>>> {
  const schema = z.object(shape);
  const names = Object.keys(shape);
  return {
    fields: Object.entries(shape).map(([name, option]) => ({
      name,
      required: !z.safeParse(option, undefined).success,
      about: z.globalRegistry.get(option as z.ZodType)?.description ?? '',
    })),
    read(value) {
      if (!(value instanceof Map)) {
        const fault = { path: 'options', message: 'must be an object' };
        return { ok: false, code: 'invalid_options', faults: [fault] };
      }
      // Every name is there, so that what is missing is the option's own affair.
      const given = Object.fromEntries(names.map((name) => [name, value.get(name)]));
      const parsed = schema.safeParse(given);
      if (!parsed.success) {
        return { ok: false, code: 'invalid_options', faults: parsed.error.issues.map(faultOf) };
      }
      const unknown = [...value.keys()].filter((name) => !names.includes(name));
      const warnings = unknown.map((name) => `options.${name}: unknown option, ignored`);
      return { ok: true, options: parsed.data, warnings };
    },
  };
}

const faultOf = ({ path, message }: z.core.$ZodIssue): OptionFault => ({
  path: pathText(path),
  message,
});

/** How messages write a place in the options: `options.files.a[0]`. */
export const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}.${String(part)}`),
    'options',
  );
