import { isUuid } from '@millwright/kernel';
import type { PageOf, PageRequest } from '@millwright/kernel';
import { z } from 'zod';

const MAX_LIMIT = 200;
const DEFAULT_LIMIT = 50;

/** What a list's cursor stands for: the last id, number or key that was seen. */
export type CursorKind = 'id' | 'number' | 'key';

const isCursor = {
  id: isUuid,
  number: (text: string) => /^\d{1,9}$/.test(text),
  key: (text: string) => text.length > 0 && !text.includes('\u0000'),
} satisfies Record<CursorKind, (text: string) => boolean>;

/** The query members that every list takes. */
export const pageFields = (kind: CursorKind = 'id') => ({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_LIMIT)
    .default(DEFAULT_LIMIT)
    .meta({ description: `At most ${MAX_LIMIT}.` }),
  cursor: z
    .string()
    .max(1_000)
    .transform(decoded)
    .refine(isCursor[kind], 'is not a cursor that this list gave out')
    .optional()
    .meta({ description: 'The `next_cursor` of the page before.' }),
});

/** A page as the API answers it. */
export interface ListAnswer {
  data: unknown[];
  next_cursor: string | null;
}

/** Shows a page: cursors go out opaque. */
export const listAnswer = <Item>(
  { items, nextCursor }: PageOf<Item>,
  show: (item: Item) => unknown = (item) => item,
): ListAnswer => ({
  data: items.map(show),
  next_cursor: nextCursor === null ? null : encoded(nextCursor),
});

/** The page that a query asks for, apart from its filters. */
export function splitPage<Query extends PageRequest>(
  query: Query,
): { page: PageRequest; filters: Omit<Query, 'limit' | 'cursor'> } {
  const { limit, cursor, ...filters } = query;
  return { page: { limit, cursor }, filters };
}

const encoded = (text: string): string => Buffer.from(text).toString('base64url');

function decoded(text: string): string {
  return Buffer.from(text, 'base64url').toString();
}
