/** What is after the `?` of a URL, as it was written; empty when there is nothing. */
export function queryOf(url: string): string {
  const start = url.indexOf('?');
  return start < 0 ? '' : url.slice(start + 1);
}

/** The value of a name in a query, the first there is: decoded as forms are. */
export const queryValue = (query: string, name: string): string | undefined =>
  new URLSearchParams(query).get(name) ?? undefined;

/** Every value of a name in a query. */
export const queryValues = (query: string, name: string): readonly string[] =>
  new URLSearchParams(query).getAll(name);
