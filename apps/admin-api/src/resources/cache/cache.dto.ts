import type { CacheEntryLine, CacheEntryView } from '@millwright/cache';
import { MAX_CACHE_TTL_SECONDS } from '@millwright/cache';
import { payloadSchema } from '@millwright/contracts';
import { RawJson } from '@millwright/kernel';
import { z } from 'zod';
import { pageFields } from '../../http/page-query.ts';
import { anySchema, timeSchema } from '../../http/schemas.ts';

/** A cache entry in answers. */
export const cacheEntryAnswer = z
  .object({
    key: z.string(),
    value: anySchema,
    ttl: z.number().int(),
    expires_at: timeSchema,
    updated_at: timeSchema,
  })
  .meta({ id: 'CacheEntry' });

/** A cache entry in lists. */
export const cacheLineAnswer = cacheEntryAnswer.extend({
  value: anySchema.nullable().meta({ description: 'Null above 4 KB: read the entry by its key.' }),
  bytes: z.number().int(),
});

/** What entries may be listed by. */
export const cacheQuery = z.strictObject({
  ...pageFields('key'),
  prefix: z.string().max(512).optional(),
});

/** A value to keep. */
export const cachePut = z.strictObject({
  value: payloadSchema,
  ttl: z.number().int().min(1).max(MAX_CACHE_TTL_SECONDS).optional(),
});

export type CacheQuery = z.output<typeof cacheQuery>;
export type CachePut = z.output<typeof cachePut>;

/** An entry as it is shown. */
export const showEntry = ({ key, value, ttl, expiresAt, updatedAt }: CacheEntryView) => ({
  key,
  value: new RawJson(value),
  ttl,
  expires_at: expiresAt,
  updated_at: updatedAt,
});

/** An entry as a list shows it. */
export const showLine = ({ key, value, bytes, ttl, expiresAt, updatedAt }: CacheEntryLine) => ({
  key,
  value: value === null ? null : new RawJson(value),
  bytes,
  ttl,
  expires_at: expiresAt,
  updated_at: updatedAt,
});
