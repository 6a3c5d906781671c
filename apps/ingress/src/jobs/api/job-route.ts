import type { JobReply, JobRequest, WorkspaceRequest } from './job-request.ts';

/** An address of the job API. Patterns are segments, `:name` for any one, `*name` at the end for any number. */
export type JobRoute =
  | {
      readonly method: 'GET' | 'POST' | 'DELETE';
      /** Below `/api/`. */
      readonly path: string;
      readonly handle: (request: JobRequest) => JobReply | Promise<JobReply>;
    }
  | {
      readonly method: 'GET' | 'POST' | 'DELETE';
      /** Below `/api/w/{workspace}/`. */
      readonly workspacePath: string;
      readonly handle: (request: WorkspaceRequest) => JobReply | Promise<JobReply>;
    };

/** A route below `/api/w/{workspace}/`. */
export const workspaceRoute = (
  method: JobRoute['method'],
  workspacePath: string,
  handle: (request: WorkspaceRequest) => JobReply | Promise<JobReply>,
): JobRoute => ({ method, workspacePath, handle });

/** Whatever serves some addresses of the job API. */
export interface JobRoutes {
  readonly routes: readonly JobRoute[];
}

/** Injected as a list of {@link JobRoutes}. */
export const JOB_ROUTES = Symbol('JOB_ROUTES');

/** What an address leads to: a route with its parameters; or only the methods that there are. */
export type FoundRoute =
  | { readonly route: JobRoute; readonly params: Record<string, string> }
  | { readonly allow: readonly string[] };

interface Compiled {
  readonly route: JobRoute;
  readonly segments: readonly string[];
}

/** Finds the route of an address, by its segments. */
export class RouteTable {
  private readonly byFirst = new Map<string, Compiled[]>();

  constructor(routes: readonly JobRoute[]) {
    for (const route of routes) {
      const segments = patternOf(route).split('/');
      const key = this.keyOf(segments);
      this.byFirst.set(key, [...(this.byFirst.get(key) ?? []), { route, segments }]);
    }
  }

  /** `segments`: the decoded path below `/api/`. Undefined: nobody serves it. */
  find(method: string, segments: readonly string[]): FoundRoute | undefined {
    const allow: string[] = [];
    for (const { route, segments: pattern } of this.byFirst.get(this.keyOf(segments)) ?? []) {
      const params = matched(pattern, segments);
      if (params === undefined) continue;
      if (route.method === method) return { route, params };
      allow.push(route.method);
    }
    return allow.length === 0 ? undefined : { allow };
  }

  /** By what stands in all patterns as it is: `w/:workspace/<first>`, or the first segment. */
  private keyOf(segments: readonly string[]): string {
    return segments[0] === 'w' ? `w/${segments[2] ?? ''}` : (segments[0] ?? '');
  }
}

const patternOf = (route: JobRoute): string =>
  'path' in route ? route.path : `w/:workspace/${route.workspacePath}`;

function matched(
  pattern: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  const params = Object.create(null) as Record<string, string>;
  for (const [at, part] of pattern.entries()) {
    if (part.startsWith('*')) {
      params[part.slice(1)] = segments.slice(at).join('/');
      return segments.length > at ? params : undefined;
    }
    const segment = segments[at];
    if (segment === undefined) return undefined;
    if (part.startsWith(':')) params[part.slice(1)] = segment;
    else if (part !== segment) return undefined;
  }
  return segments.length === pattern.length ? params : undefined;
}
