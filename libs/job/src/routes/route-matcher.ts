import type { RoutePattern } from './route-pattern.ts';

/** What a matcher needs to know of a route. */
export interface MatchedBy {
  /** Upper case. */
  readonly method: string;
  readonly pattern: RoutePattern;
}

/** A route that a request is for, with its parameters by name, percent-decoded. */
export interface RouteMatch<Route> {
  readonly route: Route;
  readonly params: ReadonlyMap<string, string>;
}

/**
 * Finds the route of a request among those of one Workspace. Of several that fit, the one whose first differing segment
 * is text wins over a parameter, from the left: `orders/new` before `orders/:id` before `:any/new`. The time is linear
 * in the segments of all routes, and in practice in those of the path.
 */
export class RouteMatcher<Route extends MatchedBy> {
  private readonly root: Place<Route> = emptyPlace();

  /** Of two routes that mean the same the first counts. */
  constructor(routes: Iterable<Route>) {
    for (const route of routes) this.add(route);
  }

  /** `path`: what follows `/r/<workspace>/` in the request's target, as it was sent, without the query. */
  match(method: string, path: string): RouteMatch<Route> | undefined {
    const segments = segmentsOf(path);
    if (segments === undefined) return undefined;
    const route = this.first(segments, (routes) => routes.get(method));
    return route && { route, params: paramsOf(route, segments) };
  }

  /** The methods under which something is served at a path, sorted; none: there is nothing at it. */
  methodsOf(path: string): string[] {
    const methods = new Set<string>();
    const segments = segmentsOf(path);
    if (segments === undefined) return [];
    this.first(segments, (routes) => {
      for (const method of routes.keys()) methods.add(method);
      return undefined;
    });
    return [...methods].sort();
  }

  private add(route: Route): void {
    let place = this.root;
    for (const segment of route.pattern.segments) {
      if ('parameter' in segment) {
        place = place.any ??= emptyPlace();
      } else {
        const next: Place<Route> = place.texts.get(segment.text) ?? emptyPlace();
        place.texts.set(segment.text, next);
        place = next;
      }
    }
    if (!place.routes.has(route.method)) place.routes.set(route.method, route);
  }

  /** The first answer of the places that fit, the best of them first. Each place of the tree is visited once at most. */
  private first(
    segments: readonly string[],
    found: (routes: ReadonlyMap<string, Route>) => Route | undefined,
  ): Route | undefined {
    const open: [place: Place<Route>, depth: number][] = [[this.root, 0]];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const [place, depth] = next;
      const segment = segments[depth];
      if (segment === undefined) {
        const route = found(place.routes);
        if (route !== undefined) return route;
        continue;
      }
      const same = place.texts.get(segment);
      if (place.any !== undefined && segment !== '') open.push([place.any, depth + 1]);
      if (same !== undefined) open.push([same, depth + 1]);
    }
    return undefined;
  }
}

/** Where the paths that begin alike go on. */
interface Place<Route> {
  readonly texts: Map<string, Place<Route>>;
  any: Place<Route> | undefined;
  /** Those that end here, by method. */
  readonly routes: Map<string, Route>;
}

const emptyPlace = <Route>(): Place<Route> => ({
  texts: new Map(),
  any: undefined,
  routes: new Map(),
});

/** Without the last slash, decoded one by one, so that an encoded slash parts nothing. Undefined: badly encoded. */
function segmentsOf(path: string): string[] | undefined {
  try {
    return path.replace(/\/$/, '').split('/').map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

function paramsOf(
  { pattern }: MatchedBy,
  segments: readonly string[],
): ReadonlyMap<string, string> {
  const params = new Map<string, string>();
  pattern.segments.forEach((segment, index) => {
    if ('parameter' in segment) params.set(segment.parameter, segments[index]!);
  });
  return params;
}
