import { cacheKeyFault } from '@millwright/cache';
import type { CacheEndpoint } from '@millwright/cache';
import { z } from 'zod';
import { idSchema, timeSchema } from '../../http/schemas.ts';

const key = z.string().superRefine((text, context) => {
  const message = cacheKeyFault(text);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

const fields = { name: z.string().trim().min(1).max(255), key, enabled: z.boolean() };

/** A new cache endpoint. */
export const cacheEndpointCreate = z.strictObject({
  ...fields,
  enabled: fields.enabled.default(true),
});

/** A change of a cache endpoint. */
export const cacheEndpointPatch = z.strictObject(fields).partial();

/** A cache endpoint in answers. */
export const cacheEndpointAnswer = z
  .object({
    id: idSchema,
    name: z.string(),
    key: z.string(),
    enabled: z.boolean(),
    url: z.string(),
    created_at: timeSchema,
    updated_at: timeSchema,
  })
  .meta({ id: 'CacheEndpoint' });

export type CacheEndpointCreate = z.output<typeof cacheEndpointCreate>;
export type CacheEndpointPatch = z.output<typeof cacheEndpointPatch>;

/** A cache endpoint as it is shown, with its URL. */
export const showCacheEndpoint =
  (publicUrl: string) =>
  ({ id, name, key: cacheKey, enabled, createdAt, updatedAt }: CacheEndpoint) => ({
    id,
    name,
    key: cacheKey,
    enabled,
    url: `${publicUrl}/cache/${id}`,
    created_at: createdAt,
    updated_at: updatedAt,
  });

/** Where a page of endpoints ended: their ids are random, so that the time comes first. */
export const cursorOf = ({ createdAt, id }: { createdAt: Date; id: string }): string =>
  `${createdAt.toISOString()} ${id}`;

/** Reads {@link cursorOf}; undefined when it is none. */
export function placeOf(cursor: string): { createdAt: Date; id: string } | undefined {
  const [time = '', id = ''] = cursor.split(' ');
  const isPlace = idSchema.safeParse(id).success && timeSchema.safeParse(time).success;
  return isPlace ? { createdAt: new Date(time), id } : undefined;
}
