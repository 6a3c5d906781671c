import { z } from 'zod';
import { connectionTypes, type ConnectionTypeName } from '../types/index.ts';

const names = connectionTypes.map((type) => type.name) as [ConnectionTypeName];

const name = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(255)
  .meta({ description: 'By which tasks name it: `account`. Unique within the Workspace.' });

const fields = z.record(z.string(), z.unknown());

/** A new Connection. What its fields are is in the catalogue of types. */
export const connectionCreateSchema = z.strictObject({
  name,
  type: z.enum(names, { error: `is one of ${names.join(', ')}` }),
  fields: fields.default({}).meta({ description: 'As connection-types has them for the type.' }),
});

/** A change of a Connection. Its type stays. */
export const connectionPatchSchema = z.strictObject({
  name: name.optional(),
  fields: fields
    .optional()
    .meta({ description: 'What is left out stays as it is; null takes a field away.' }),
});

export type ConnectionCreate = z.output<typeof connectionCreateSchema>;
export type ConnectionPatch = z.output<typeof connectionPatchSchema>;
