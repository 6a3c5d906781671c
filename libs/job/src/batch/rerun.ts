import { jsonElementsOf, jsonMembersOf, type RawJson } from '@millwright/kernel';
import { JobProblem } from '../job-problem.ts';

/** The most jobs that are run again at once. */
export const MAX_RERUN_JOBS = 10_000;

/** How the jobs of one task are run again. */
export interface RerunOptions {
  readonly useLatestVersion: boolean;
  /** Name of an arg → the transform that replaces it: an object, as it was written. */
  readonly transforms: ReadonlyMap<string, RawJson>;
}

/** What `run/batch_rerun_jobs` asks for. */
export interface Rerun {
  /** As they were given, in order: each may be no id at all. */
  readonly jobIds: readonly string[];
  /** By the path that the task had when it was called. */
  optionsOf(path: string): RerunOptions;
}

const asItWas: RerunOptions = { useLatestVersion: false, transforms: new Map() };
const maps = ['script_options_by_path', 'flow_options_by_path'];

/** Reads the body of `run/batch_rerun_jobs`: valid JSON. Windmill's two maps of options are one to us. */
export function rerunOf(body: RawJson): Rerun | JobProblem {
  const members = jsonMembersOf(body.text, Infinity);
  const ids = members?.get('job_ids');
  const jobIds = ids && jsonElementsOf(ids.text, Infinity)?.map(valueOf);
  if (!jobIds?.every((id) => typeof id === 'string') || jobIds.length > MAX_RERUN_JOBS) {
    return invalid(`job_ids must be an array of at most ${MAX_RERUN_JOBS} strings`);
  }
  const byPath = new Map<string, RerunOptions>();
  for (const name of maps) {
    const fault = addOptions(byPath, members!.get(name), name);
    if (fault !== undefined) return fault;
  }
  return { jobIds, optionsOf: (path) => byPath.get(path) ?? asItWas };
}

function addOptions(
  byPath: Map<string, RerunOptions>,
  json: RawJson | undefined,
  name: string,
): JobProblem | undefined {
  if (isNothing(json)) return undefined;
  const given = jsonMembersOf(json.text, Infinity);
  if (given === undefined) return invalid(`${name} must be an object`);
  for (const [path, options] of given) {
    const read = optionsIn(options, byPath.get(path) ?? asItWas);
    if (read === undefined) {
      const shape = '{input_transforms?: object of objects, use_latest_version?: boolean}';
      return invalid(`the options of a path in ${name} must be ${shape}`);
    }
    byPath.set(path, read);
  }
  return undefined;
}

/** Undefined: they are none. */
function optionsIn(json: RawJson, present: RerunOptions): RerunOptions | undefined {
  const members = jsonMembersOf(json.text, Infinity);
  if (members === undefined) return undefined;
  const latest = members.get('use_latest_version');
  const transforms = transformsIn(members.get('input_transforms'));
  if (transforms === undefined || !['true', 'false', 'null'].includes(latest?.text ?? 'null')) {
    return undefined;
  }
  return {
    useLatestVersion: latest === undefined ? present.useLatestVersion : latest.text === 'true',
    transforms: new Map([...present.transforms, ...transforms]),
  };
}

function transformsIn(json: RawJson | undefined): ReadonlyMap<string, RawJson> | undefined {
  if (isNothing(json)) return new Map();
  const transforms = jsonMembersOf(json.text, Infinity);
  const areObjects = [...(transforms?.values() ?? [])].every(({ text }) => text.startsWith('{'));
  return areObjects ? transforms : undefined;
}

const isNothing = (json: RawJson | undefined): json is undefined =>
  json === undefined || json.text === 'null';

const valueOf = (json: RawJson): unknown => JSON.parse(json.text);

const invalid = (detail: string): JobProblem => new JobProblem('invalid_body', detail);
