import { allowsPath, allowsTag, isTagFilter, runPathsOf, tagsOf } from './job-scope.ts';

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
  'routes',
  'email-templates',
  'email-addresses',
  'outbox',
] as const;

export type AdminResource = (typeof adminResources)[number];

const GRAMMAR = /^([a-z][a-z0-9_-]*):([a-z_]+)(?::([^\s:\0]+(?::[^\s:\0]+)?))?$/;
// A path may end in a star and has none elsewhere: it would be taken for one that means more than it does.
const RUN_KIND = /^(?:scripts|flows)(?::(?:[^\s:,*]+\*?|\*)(?:,(?:[^\s:,*]+\*?|\*))*)?$/;
const TAGS = /^[^,]+(?:,[^,]+)*$/;

/** Resources whose secrets can be shown. */
const shownSecrets: readonly AdminResource[] = ['endpoints', 'webhooks'];

/** Every scope that there is, less the resources that some may name behind another colon. */
export const knownScopes: readonly Scope[] = [
  ...['jobs:run', 'jobs:run:scripts', 'jobs:run:flows', 'jobs:read', 'jobs:write'],
  'if_jobs:filter_tags',
  ...adminResources.flatMap((resource) => [`${resource}:read`, `${resource}:write`]),
  ...shownSecrets.map((resource) => `${resource}:secrets`),
];

/** What can be done with a resource of the admin API; `secrets`: they are shown. */
export type ResourceAction = 'read' | 'write' | 'secrets';

/** What is wrong with a scope; undefined when it may be given. */
export function scopeFault(scope: Scope): string | undefined {
  const found = GRAMMAR.exec(scope);
  if (found === null) return `"${scope}" is not a scope: domain:action[:resource] in lower case`;
  const [, domain, action, resource] = found as unknown as [string, string, string, string?];
  return isKnown(domain, action, resource) ? undefined : `"${scope}" is not a known scope`;
}

/**
 * Whether a token may do something with a resource of the admin API. No scopes at all: it may do everything. `write`
 * implies `read`, and `secrets` nothing.
 */
export const allowsResource = (
  scopes: readonly Scope[],
  resource: AdminResource,
  action: ResourceAction,
): boolean =>
  scopes.length === 0 ||
  scopes
    .map(plain)
    .some(
      (scope) =>
        scope === `${resource}:${action}` || (action === 'read' && scope === `${resource}:write`),
    );

/**
 * Whether whoever has `own` may give `wanted` away: never more than it has. No scopes at all are all rights, so only
 * who has no limits can give them.
 */
export function mayGrant(own: readonly Scope[], wanted: readonly Scope[]): boolean {
  if (own.length === 0) return true;
  if (wanted.length === 0 || !staysNarrow(own, wanted)) return false;
  return wanted.every((scope) => isTagFilter(scope) || isWithin(own, scope));
}

/** Whether no job can be reached with `wanted` that the tags of `own` keep away. */
function staysNarrow(own: readonly Scope[], wanted: readonly Scope[]): boolean {
  if (!own.some(isTagFilter) || !wanted.some((scope) => scope.startsWith('jobs:'))) return true;
  const asked = wanted.filter(isTagFilter).flatMap(tagsOf);
  return asked.length > 0 && asked.every((tag) => allowsTag(own, tag));
}

/** `tasks:read:*` means no more and no less than `tasks:read`. */
const plain = (scope: Scope): Scope => scope.replace(/^([^:]+:(?:read|write|secrets)):\*$/, '$1');

function isWithin(own: readonly Scope[], wanted: Scope): boolean {
  const paths = runPathsOf(wanted);
  if (paths !== undefined) return paths.every((path) => allowsPath(own, path));
  return own.map(plain).some((has) => covers(has, plain(wanted)));
}

const covers = (has: Scope, wanted: Scope): boolean =>
  has === wanted || (has.endsWith(':write') && wanted === has.replace(/:write$/, ':read'));

function isKnown(domain: string, action: string, resource: string | undefined): boolean {
  const isReadOrWrite = action === 'read' || action === 'write';
  if (domain === 'jobs') {
    if (isReadOrWrite) return resource === undefined;
    return action === 'run' && (resource === undefined || RUN_KIND.test(resource));
  }
  if (domain === 'if_jobs') return action === 'filter_tags' && TAGS.test(resource ?? '');
  const isResource = adminResources.some((name) => name === domain);
  const isShown = action === 'secrets' && shownSecrets.some((name) => name === domain);
  const isKnownAction = isReadOrWrite || isShown;
  return isResource && isKnownAction && (resource === undefined || resource === '*');
}
