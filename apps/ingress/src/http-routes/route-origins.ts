import { JobProblem, type CallHeaders, type ServedRoute } from '@millwright/job';
import { canonicalOriginOf } from '@millwright/webhook';

const EXPOSED = 'X-Job-Id, X-Request-Id, Retry-After, Location';
const MAX_AGE_SECONDS = '86400';
const OTHER_SITES = new Set(['cross-site', 'same-site']);

type Headers = Record<string, string>;
type Guarded = Pick<ServedRoute, 'allowedOrigins' | 'guard'>;

/**
 * Why a page of another origin may not have a browser call a route; undefined: nobody is in the way. A browser sends a
 * user name and password that it knows wherever a page sends it: then it must not come from another site at all.
 */
export function originProblemOf(
  { allowedOrigins, guard }: Guarded,
  headers: CallHeaders,
): JobProblem | undefined {
  const origin = headers['origin']?.[0];
  const site = headers['sec-fetch-site']?.[0] ?? '';
  const isForbidden =
    origin === undefined
      ? guard.type === 'basic' && OTHER_SITES.has(site)
      : !allowedOrigins.allows(origin) && !isOwnOrigin(origin, headers);
  if (!isForbidden) return undefined;
  return new JobProblem('origin_forbidden', 'the route does not allow calls from this origin');
}

/** The headers, by lower-case name, that let pages of the allowed origins read an answer. */
export function routeCorsOf({ allowedOrigins }: Guarded, headers: CallHeaders): Headers {
  const vary: Headers = allowedOrigins.isEveryone ? {} : { vary: 'Origin' };
  const origin = headers['origin']?.[0];
  if (origin === undefined || !allowedOrigins.allows(origin)) return vary;
  return {
    ...vary,
    'access-control-allow-origin': allowedOrigins.isEveryone ? '*' : origin,
    'access-control-expose-headers': EXPOSED,
  };
}

/** What OPTIONS is answered with, given the routes at its path. A preflight learns of those that its origin may call. */
export function routeOptionsOf(
  routes: readonly Pick<ServedRoute, 'allowedOrigins' | 'guard' | 'method'>[],
  headers: CallHeaders,
): Headers {
  const allow = allowOf(routes.map(({ method }) => method));
  const origin = headers['origin']?.[0];
  const wanted = headers['access-control-request-method']?.[0];
  const asked = routes.find(({ method }) => method === wanted);
  const answer = { allow, vary: 'Origin, Access-Control-Request-Headers' };
  if (origin === undefined || !asked?.allowedOrigins.allows(origin)) return answer;
  const open = routes.filter(({ allowedOrigins }) => allowedOrigins.allows(origin));
  const names = headers['access-control-request-headers']?.join(', ');
  return {
    ...answer,
    'access-control-allow-origin': asked.allowedOrigins.isEveryone ? '*' : origin,
    'access-control-allow-methods': open.map(({ method }) => method).join(', '),
    ...(names !== undefined && { 'access-control-allow-headers': names }),
    'access-control-max-age': MAX_AGE_SECONDS,
  };
}

export const allowOf = (methods: readonly string[]): string => [...methods, 'OPTIONS'].join(', ');

/** Whether a page of ours sends: under the sender's scheme, as a proxy may have taken TLS off. */
function isOwnOrigin(origin: string, headers: CallHeaders): boolean {
  const [scheme] = origin.split('://');
  const hosts = headers['host'] ?? [];
  return hosts.length === 1 && canonicalOriginOf(`${scheme}://${hosts[0]}`) === origin;
}
