/** A segment of a route's path: text that must be met, or a parameter that takes any text but none. */
export type RouteSegment = { readonly text: string } | { readonly parameter: string };

/** A path such as `orders/:id/items`, read. */
export interface RoutePattern {
  readonly segments: readonly RouteSegment[];
  /**
   * The path with its parameters' names left out, `orders/:/items`: two paths of one key mean the same.
   */
  readonly key: string;
}

/** The longest path of a route, in characters. */
export const MAX_PATH_LENGTH = 255;
/** The most segments of a path. */
export const MAX_SEGMENTS = 20;

const TEXT = /^[A-Za-z0-9_.~-]+$/;
const PARAMETER = /^:[A-Za-z_][A-Za-z0-9_]*$/;

/** Reads the path of a route; a text says what is wrong with it. */
export function routePatternOf(path: string): RoutePattern | string {
  if (path === '') return 'a path such as orders/:id is expected';
  if (path.length > MAX_PATH_LENGTH) return `a path has at most ${MAX_PATH_LENGTH} characters`;
  if (path.startsWith('/')) return 'a path begins without a slash: orders/:id';
  if (path.endsWith('/')) return 'a path ends without a slash: orders/:id';
  const parts = path.split('/');
  if (parts.length > MAX_SEGMENTS) return `a path has at most ${MAX_SEGMENTS} segments`;
  const wrong = parts.map(segmentFault).find((fault) => fault !== undefined);
  if (wrong !== undefined) return wrong;
  const names = parts.filter((part) => part.startsWith(':'));
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined)
    return `the parameter ${repeated} stands there twice: name them apart`;
  return { segments: parts.map(segmentOf), key: keyOf(parts) };
}

function segmentFault(part: string): string | undefined {
  if (part === '') return 'two slashes have a segment between them';
  // Whoever calls leaves them out: no such path would ever be asked for.
  if (part === '.' || part === '..') return `a segment "${part}" cannot be called`;
  if (part.startsWith(':')) {
    return PARAMETER.test(part)
      ? undefined
      : 'a parameter is a colon and a name of letters, digits and "_", such as :order_id';
  }
  return TEXT.test(part)
    ? undefined
    : 'a segment has letters, digits and "_", ".", "~", "-", or is a parameter such as :id';
}

const segmentOf = (part: string): RouteSegment =>
  part.startsWith(':') ? { parameter: part.slice(1) } : { text: part };

const keyOf = (parts: readonly string[]): string =>
  parts.map((part) => (part.startsWith(':') ? ':' : part)).join('/');
