/** Which page of a list is asked for: at most `limit` items behind `cursor`, the text that the page before gave. */
export interface PageRequest {
  limit: number;
  cursor?: string | undefined;
}

/** A page of a list, newest first. `nextCursor` is null on the last one. */
export interface PageOf<Item> {
  items: Item[];
  nextCursor: string | null;
}

/** The page in rows that were asked for with one more than `limit`: the surplus row says that there is a next page. */
export function pageOf<Item>(
  rows: readonly Item[],
  limit: number,
  cursorOf: (last: Item) => string,
): PageOf<Item> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const hasNext = rows.length > limit && last !== undefined;
  return { items, nextCursor: hasNext ? cursorOf(last) : null };
}
