import { jsonElementsOf, jsonMembersOf, RawJson, shortened } from '@millwright/kernel';
import { targetOfHash, targetOfPath, type CallTarget } from '../call/call-address.ts';
import { callQueryOf, type CallQuery } from '../call/call-query.ts';
import { JobProblem } from '../job-problem.ts';

/** The most calls of one batch. */
export const MAX_BATCH_ITEMS = 1_000;

/** One call of a batch. */
export interface BatchItem {
  readonly target: CallTarget;
  /** An object, as it was written. */
  readonly args: RawJson;
  /** What it says of its job; the rest as of a call that says nothing. */
  readonly query: CallQuery;
}

const inAnItem = { what: 'the member', code: 'invalid_body' } as const;
const parameters = ['job_id', 'scheduled_for', 'scheduled_in_secs', 'tag', 'parent_job'] as const;
const known = new Set<string>(['path', 'hash', 'args', ...parameters]);

/** The items of the body of `run/batch`, `{"jobs": […]}`, which is valid JSON: each is to be read by itself. */
export function batchItemsOf(body: RawJson): RawJson[] | JobProblem {
  const jobs = jsonMembersOf(body.text, Infinity)?.get('jobs');
  const items = jobs && jsonElementsOf(jobs.text, Infinity);
  if (items !== undefined && items.length > 0 && items.length <= MAX_BATCH_ITEMS) return items;
  return invalid(`the body must be {"jobs": […]} with 1 to ${MAX_BATCH_ITEMS} items`);
}

/** Reads one item: valid JSON. */
export function batchItemOf(json: RawJson): BatchItem | JobProblem {
  const members = jsonMembersOf(json.text, Infinity);
  if (members === undefined) return invalid('an item must be an object such as {"path": "f/a/b"}');
  const unknown = [...members.keys()].find((name) => !known.has(name));
  if (unknown !== undefined) {
    const name = JSON.stringify(shortened(unknown, 100));
    return invalid(`an item has no member ${name}: it has ${[...known].join(', ')}`);
  }
  const target = targetIn(members);
  if (target instanceof JobProblem) return target;
  const args = argsIn(members);
  if (args instanceof JobProblem) return args;
  const query = queryIn(members);
  return query instanceof JobProblem ? query : { target, args, query };
}

type Members = ReadonlyMap<string, RawJson>;

function targetIn(members: Members): CallTarget | JobProblem {
  const path = valueAt(members, 'path');
  const hash = valueAt(members, 'hash');
  if (typeof path === 'string' && hash === undefined) return targetOfPath(path);
  if (typeof hash === 'string' && path === undefined) return targetOfHash(hash);
  return invalid('an item must have either a path or a hash, as a string');
}

function argsIn(members: Members): RawJson | JobProblem {
  const args = members.get('args');
  if (args === undefined || args.text === 'null') return new RawJson('{}');
  return args.text.startsWith('{') ? args : invalid('the member args must be an object');
}

function queryIn(members: Members): CallQuery | JobProblem {
  const given = new URLSearchParams();
  for (const name of parameters) {
    const value = valueAt(members, name);
    if (value === undefined) continue;
    const isNumber = name === 'scheduled_in_secs';
    if (typeof value !== (isNumber ? 'number' : 'string')) {
      return invalid(`the member ${name} must be a ${isNumber ? 'number' : 'string'}`);
    }
    // Its own text: of a number, every digit.
    given.set(name, isNumber ? members.get(name)!.text : (value as string));
  }
  return callQueryOf(given, 'async', inAnItem);
}

/** Of our own words, which need not be exact; null is as good as nothing. */
function valueAt(members: Members, name: string): unknown {
  const json = members.get(name);
  const value: unknown = json === undefined ? undefined : JSON.parse(json.text);
  return value ?? undefined;
}

const invalid = (detail: string): JobProblem => new JobProblem('invalid_body', detail);
