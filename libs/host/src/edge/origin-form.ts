const SLASH = 0x2f;
const ABSOLUTE = /^https?:\/\/[^/?#]*/i;

/**
 * A request's target as path and query. Proxies may send the whole URL, and servers must take it (RFC 9112, 3.2.2);
 * everything behind the edge reads paths.
 */
export function originFormOf(target: string): string {
  if (target.charCodeAt(0) === SLASH) return target;
  const match = ABSOLUTE.exec(target);
  if (match === null) return target;
  const rest = target.slice(match[0].length);
  return rest.charCodeAt(0) === SLASH ? rest : `/${rest}`;
}
