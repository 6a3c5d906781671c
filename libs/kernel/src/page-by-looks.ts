import type { Id } from './id.ts';
import type { PageOf, PageRequest } from './page.ts';

/** The rows of one look, newest first, and the id below which the next look goes on; undefined at the end. */
export interface Look<Row> {
  rows: Row[];
  next: Id | undefined;
}

/** How many looks one page may take. */
const MAX_LOOKS = 10;

/**
 * A page of what no index finds: looks through one window of rows after the other, up to a limit, so that a page costs
 * the same however much is stored. It may be short, or empty, and still have a next one.
 */
export async function pageByLooks<Row extends { id: Id }>(
  { limit, cursor }: PageRequest,
  look: (before: Id | undefined) => Promise<Look<Row>>,
): Promise<PageOf<Row>> {
  const found: Row[] = [];
  let before = cursor;
  for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
    const { rows, next } = await look(before);
    found.push(...rows);
    if (found.length > limit) {
      const items = found.slice(0, limit);
      return { items, nextCursor: items.at(-1)!.id };
    }
    if (next === undefined) return { items: found, nextCursor: null };
    before = next;
  }
  return { items: found, nextCursor: before ?? null };
}
