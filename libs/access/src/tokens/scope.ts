/** A right that a token is limited to: `domain:action[:resource]`, the resource a comma list where `*` stands for any. */
export type Scope = string;

/** Resources of the admin API, by their names there. */
export const adminResources = [
  'webhooks',
  'tasks',
  'events',
  'task-runs',
  'action-runs',
  'cache',
  'cache-endpoints',
  'tokens',
  'settings',
  'audit-log',
  'stats',
  'providers',
  'runs',
  'endpoints',
  'deliveries',
  'event-filters',
  'globals',
  'secrets',
  'connections',
] as const;

export type AdminResource = (typeof adminResources)[number];

const GRAMMAR = /^([a-z][a-z0-9_-]*):([a-z_]+)(?::([^\s:]+(?::[^\s:]+)?))?$/;
const TAG_FILTER = 'if_jobs:filter_tags:';
const RUN_KIND = /^(?:scripts|flows)(?::[^\s:,]+(?:,[^\s:,]+)*)?$/;

/** What is wrong with a scope; undefined when it may be given. */
export function scopeFault(scope: Scope): string | undefined {
  const found = GRAMMAR.exec(scope);
  if (found === null) return `"${scope}" is not a scope: domain:action[:resource] in lower case`;
  const [, domain, action, resource] = found as unknown as [string, string, string, string?];
  return isKnown(domain, action, resource) ? undefined : `"${scope}" is not a known scope`;
}

/**
 * Whether a token may read or write a resource of the admin API. No scopes at all: it may do everything. `write`
 * implies `read`.
 */
export const allowsResource = (
  scopes: readonly Scope[],
  resource: AdminResource,
  action: 'read' | 'write',
): boolean =>
  scopes.length === 0 ||
  scopes
    .map(plain)
    .some((scope) => scope === `${resource}:${action}` || scope === `${resource}:write`);

/**
 * Whether whoever has `own` may give `wanted` away: never more than it has. No scopes at all are all rights, so only
 * who has no limits can give them.
 */
export function mayGrant(own: readonly Scope[], wanted: readonly Scope[]): boolean {
  if (own.length === 0) return true;
  if (wanted.length === 0 || !staysNarrow(own, wanted)) return false;
  const rights = wanted.filter((scope) => !isNarrowing(scope));
  return rights.every((scope) => own.some((has) => covers(plain(has), plain(scope))));
}

const isNarrowing = (scope: Scope): boolean => scope.startsWith(TAG_FILTER);

/** Whether no job can be reached with `wanted` that the tags of `own` keep away. */
function staysNarrow(own: readonly Scope[], wanted: readonly Scope[]): boolean {
  const allowed = own.filter(isNarrowing).map(tagsOf);
  const asked = wanted.filter(isNarrowing).map(tagsOf);
  if (allowed.length === 0 || !wanted.some((scope) => scope.startsWith('jobs:'))) return true;
  const isWithin = (tag: string): boolean =>
    allowed.every((tags) => tags.some((pattern) => matchesPath(pattern, tag)));
  return asked.length > 0 && asked.flat().every(isWithin);
}

const tagsOf = (scope: Scope): string[] => scope.slice(TAG_FILTER.length).split(',');

/** `tasks:read:*` means no more and no less than `tasks:read`. */
const plain = (scope: Scope): Scope => scope.replace(/^([^:]+:(?:read|write)):\*$/, '$1');

function covers(has: Scope, wanted: Scope): boolean {
  if (has === wanted) return true;
  if (has.endsWith(':write') && wanted === has.replace(/:write$/, ':read')) return true;
  if (has === 'jobs:run') return wanted.startsWith('jobs:run:');
  const kinds = ['jobs:run:scripts', 'jobs:run:flows'];
  if (kinds.includes(has)) return wanted === 'jobs:run:scripts' || wanted.startsWith(`${has}:`);
  return coversPaths(has, wanted);
}

function coversPaths(has: Scope, wanted: Scope): boolean {
  const own = pathsOf(has);
  const asked = pathsOf(wanted);
  if (own === undefined || asked === undefined) return false;
  return asked.every((path) => own.some((pattern) => matchesPath(pattern, path)));
}

const pathsOf = (scope: Scope): string[] | undefined =>
  /^jobs:run:(?:scripts|flows):(.+)$/.exec(scope)?.[1]?.split(',');

/** Whether a path is meant by a pattern of a scope: equal, or beginning like one that ends in `*`. */
export const matchesPath = (pattern: string, path: string): boolean =>
  pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path;

function isKnown(domain: string, action: string, resource: string | undefined): boolean {
  const isReadOrWrite = action === 'read' || action === 'write';
  if (domain === 'jobs') {
    if (isReadOrWrite) return resource === undefined;
    return action === 'run' && (resource === undefined || RUN_KIND.test(resource));
  }
  if (domain === 'if_jobs') return action === 'filter_tags' && resource !== undefined;
  const isResource = adminResources.some((name) => name === domain);
  return isResource && isReadOrWrite && (resource === undefined || resource === '*');
}
