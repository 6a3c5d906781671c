import { MAX_VARIABLE_BYTES, variableKeySchema, type ShownVariable } from '@millwright/access';
import { z } from 'zod';
import { idSchema, timeSchema } from '../../http/schemas.ts';

const value = z
  .string()
  .min(1)
  .refine(
    (text) => Buffer.byteLength(text) <= MAX_VARIABLE_BYTES,
    `must have at most ${MAX_VARIABLE_BYTES} bytes`,
  );

/** A new secret. */
export const secretCreate = z.strictObject({ key: variableKeySchema, value });

/** Another value of a secret. */
export const secretPatch = z.strictObject({ value });

/** A secret in answers: never with its value. */
export const secretAnswer = z
  .object({
    id: idSchema,
    key: z.string(),
    task_count: z.number().int().meta({ description: 'How many tasks use it.' }),
    created_at: timeSchema,
    updated_at: timeSchema,
  })
  .meta({ id: 'Secret' });

export type SecretCreate = z.output<typeof secretCreate>;
export type SecretPatch = z.output<typeof secretPatch>;

/** A secret as it is shown, given how many tasks use each. */
export const showSecret =
  (users: ReadonlyMap<string, number>) =>
  ({ id, key, createdAt, updatedAt }: ShownVariable) => ({
    id,
    key,
    task_count: users.get(key) ?? 0,
    created_at: createdAt,
    updated_at: updatedAt,
  });
