import { variableKeySchema, type StoredGlobal } from '@millwright/access';
import { payloadSchema } from '@millwright/contracts';
import { z } from 'zod';
import { anySchema, idSchema, timeSchema } from '../../http/schemas.ts';

/** A new global. */
export const globalCreate = z.strictObject({ key: variableKeySchema, value: payloadSchema });

/** Another value of a global. */
export const globalPatch = z.strictObject({ value: payloadSchema });

/** A global in answers. */
export const globalAnswer = z
  .object({
    id: idSchema,
    key: z.string(),
    value: anySchema,
    created_at: timeSchema,
    updated_at: timeSchema,
  })
  .meta({ id: 'Global' });

export type GlobalCreate = z.output<typeof globalCreate>;
export type GlobalPatch = z.output<typeof globalPatch>;

/** A global as it is shown. */
export const showGlobal = ({ id, key, value, createdAt, updatedAt }: StoredGlobal) => ({
  id,
  key,
  value,
  created_at: createdAt,
  updated_at: updatedAt,
});
