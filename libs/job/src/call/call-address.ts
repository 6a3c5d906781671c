import { shortened } from '@millwright/kernel';
import { JobProblem } from '../job-problem.ts';

/** How a caller gets his answer: the id at once, the result, or a stream. */
export type CallMode = 'async' | 'wait' | 'stream';

/** What is called: the latest version at a path, or the version of a hash (16 to 64 hex digits). */
export type CallTarget = { readonly path: string } | { readonly hash: string };

/** The call of one task. */
export interface RunAddress {
  readonly action: 'run';
  /** The slug, as it was given. */
  readonly workspace: string;
  readonly mode: CallMode;
  readonly method: 'GET' | 'POST';
  readonly target: CallTarget;
  /** Through `fv`: the version's task must lie under `f/`, see {@link aliasProblemOf}. */
  readonly isFlowAlias: boolean;
}

/** Many calls at once. */
export interface BatchAddress {
  readonly action: 'batch' | 'batch_rerun';
  readonly workspace: string;
}

/** `OPTIONS`: starts nothing. */
export interface OptionsAddress {
  readonly action: 'options';
  readonly workspace: string;
  readonly allow: string;
}

/** There is nothing to call here; told only to callers who may know, as any other refusal. */
export interface RefusedAddress {
  readonly action: 'refused';
  readonly workspace: string;
  readonly mode: CallMode;
  readonly problem: JobProblem;
}

/** What an address of calls asks for. */
export type CallAddress = RunAddress | BatchAddress | OptionsAddress | RefusedAddress;

interface Family {
  readonly mode: CallMode;
  readonly methods: readonly string[];
}

const families = new Map<string, Family>([
  ['run', { mode: 'async', methods: ['POST'] }],
  ['run_wait_result', { mode: 'wait', methods: ['GET', 'POST'] }],
  ['run_and_stream', { mode: 'stream', methods: ['GET', 'POST'] }],
]);
const batches = new Map<string, BatchAddress['action']>([
  ['batch', 'batch'],
  ['batch_rerun_jobs', 'batch_rerun'],
]);
const kinds = new Set(['p', 'h', 'f', 'fv']);

const TASK_PATH = /^[uf]\/[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)+$/;
const TASK_PATH_LENGTH = 255;
const HASH = /^[0-9a-f]{16,64}$/;
const FLOW_FOLDER = 'f/';

/**
 * Reads the method of a request, and its target as {@link addressSegmentsOf} gives it. Undefined when it is no address
 * of calls. What the address alone refuses is an answer like the others, so that the caller can be authenticated
 * before he learns of it.
 */
export function callAddressOf(
  method: string,
  segments: readonly string[],
): CallAddress | undefined {
  const [empty, api, w, workspace, jobs, name, kind, ...rest] = segments;
  const family = families.get(name ?? '');
  if (empty !== '' || api !== 'api' || w !== 'w' || jobs !== 'jobs') return undefined;
  if (!workspace || family === undefined || kind === undefined) return undefined;

  const batch = name === 'run' && rest.length === 0 ? batches.get(kind) : undefined;
  if (batch === undefined && !kinds.has(kind)) return undefined;
  const allow = [...family.methods, 'OPTIONS'].join(', ');
  if (method === 'OPTIONS') return { action: 'options', workspace, allow };
  const { mode } = family;
  const refused = (problem: JobProblem): RefusedAddress => ({
    ...{ action: 'refused', workspace, mode, problem },
  });
  if (!family.methods.includes(method)) return refused(wrongMethod(method, allow));
  if (batch !== undefined) return { action: batch, workspace };

  const called = calledBy(kind, rest.join('/'), `/api/w/${workspace}/jobs/${name}`);
  if (called instanceof JobProblem) return refused(called);
  return {
    action: 'run',
    workspace,
    mode,
    method: method as RunAddress['method'],
    target: called,
    isFlowAlias: kind === 'fv',
  };
}

/** Why the version of a hash may not be called through `fv`; undefined when it may. `taskPath` is its task's. */
export function aliasProblemOf(
  { isFlowAlias, target }: RunAddress,
  taskPath: string,
): JobProblem | undefined {
  if (!isFlowAlias || !('hash' in target) || taskPath.startsWith(FLOW_FOLDER)) return undefined;
  return notFound(
    `fv/ serves tasks under ${FLOW_FOLDER} only: call h/${target.hash} in place of fv/${target.hash}`,
  );
}

/** The segments of a target's path, decoded, without its last slash; the first, before all slashes, is empty. */
export function addressSegmentsOf(target: string): string[] {
  const query = target.indexOf('?');
  const path = query < 0 ? target : target.slice(0, query);
  const segments = (path.endsWith('/') ? path.slice(0, -1) : path).split('/');
  return path.includes('%') ? segments.map(decoded) : segments;
}

/** Text that is not percent-encoded names nothing that we serve, as it stands. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function calledBy(kind: string, name: string, family: string): CallTarget | JobProblem {
  if (kind === 'h' || kind === 'fv') return targetOfHash(name);
  const target = targetOfPath(name);
  if (kind === 'f' && 'path' in target && !name.startsWith(FLOW_FOLDER)) {
    return notFound(`f/ serves tasks under ${FLOW_FOLDER} only: call ${family}/p/${name}`);
  }
  return target;
}

/** The latest version at a path, which a task may have; a `task_not_found` for one that none can have. */
export const targetOfPath = (path: string): CallTarget | JobProblem =>
  path.length <= TASK_PATH_LENGTH && TASK_PATH.test(path)
    ? { path }
    : notFound(
        `no task has the path ${quoted(path)}: a path looks like f/<folder>/<name> or u/<user>/<name>`,
      );

/** The version of a hash; a `task_not_found` for what is none. */
export const targetOfHash = (hash: string): CallTarget | JobProblem =>
  HASH.test(hash)
    ? { hash }
    : notFound(`no version has the hash ${quoted(hash)}: it has 16 lower-case hex digits`);

const notFound = (detail: string): JobProblem => new JobProblem('task_not_found', detail);

const wrongMethod = (method: string, allow: string): JobProblem =>
  new JobProblem('method_not_allowed', `${method} starts nothing here: use one of ${allow}`, {
    headers: { allow },
  });

const quoted = (text: string): string => JSON.stringify(shortened(text, 100));
