import { z } from 'zod';
import { canonicalOriginOf } from './origin.ts';

const MAX_ORIGINS = 100;

const origin = z
  .string()
  .toLowerCase()
  .refine(
    (text) => text === '*' || canonicalOriginOf(text) !== undefined,
    'an origin is scheme://host[:port] without a path, or "*" alone',
  );

/** The browser origins that may post: `["*"]`, origins, or none. */
export const allowedOriginsSchema = z
  .array(origin)
  .max(MAX_ORIGINS)
  .refine((list) => list.length === 1 || !list.includes('*'), '"*" only stands alone');
