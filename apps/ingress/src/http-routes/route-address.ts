/** Where a request to an HTTP route goes. */
export interface RouteAddress {
  /** The slug. */
  readonly workspace: string;
  /** What follows it, as it was sent, without the query. */
  readonly path: string;
}

const TARGET = /^\/r\/([^/?]+)\/([^?]+)/;

/** Reads a target below `/r/`; undefined: it names no route of any Workspace. */
export function routeAddressOf(target: string): RouteAddress | undefined {
  const [, slug, path] = TARGET.exec(target) ?? [];
  if (slug === undefined || path === undefined) return undefined;
  try {
    return { workspace: decodeURIComponent(slug), path };
  } catch {
    return undefined;
  }
}
