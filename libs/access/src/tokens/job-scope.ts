const TAG_FILTER = 'if_jobs:filter_tags:';
const RUN = /^jobs:run(?::(?:scripts|flows)(?::(.+))?)?$/;

/** Whether a scope gives nothing and only narrows the job scopes beside it, to jobs with its tags. */
export const isTagFilter = (scope: string): boolean => scope.startsWith(TAG_FILTER);

/** The tags of such a scope, as patterns. */
export const tagsOf = (filter: string): string[] => filter.slice(TAG_FILTER.length).split(',');

/**
 * The Task paths that a scope lets call, as patterns; `*` alone: any. Undefined: it is no scope to call tasks. What
 * Windmill calls scripts and flows are both Tasks here.
 */
export function runPathsOf(scope: string): string[] | undefined {
  const found = RUN.exec(scope);
  return found === null ? undefined : (found[1]?.split(',') ?? ['*']);
}

/** Whether a path or a tag is meant by a pattern of a scope: equal, or beginning like one that ends in `*`. */
export const matchesPattern = (pattern: string, text: string): boolean =>
  pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : pattern === text;

/** Whether one of the scopes lets call the Task at a path, or, given a pattern, all Tasks that it means. */
export const allowsPath = (scopes: readonly string[], path: string): boolean =>
  scopes.some((scope) => runPathsOf(scope)?.some((pattern) => matchesPattern(pattern, path)));

/** Whether the tag filters among the scopes, each of them, leave the jobs of a tag (or of a pattern of tags). */
export const allowsTag = (scopes: readonly string[], tag: string): boolean =>
  scopes
    .filter(isTagFilter)
    .every((filter) => tagsOf(filter).some((pattern) => matchesPattern(pattern, tag)));
