import { isUuid, JsonSyntaxError, parseJson, type JsonValue } from '@millwright/kernel';
import { Parameters } from '../call/index.ts';
import type { JobFilters, JobPage, OneOf, TimeRange } from './job-filters.ts';

const MOST_PER_PAGE = 100;
const USUAL_PER_PAGE = 30;

/** Reads the filters of a list. Unknown parameters are ignored. @throws JobProblem */
export function jobFiltersOf(query: URLSearchParams): JobFilters {
  const given = new Parameters(query);
  const times = (name: string, behind = ''): TimeRange => ({
    before: given.time(`${name}_before${behind}`),
    after: given.time(`${name}_after${behind}`),
  });
  return {
    createdBy: oneOf(given, 'created_by'),
    label: oneOf(given, 'label'),
    worker: oneOf(given, 'worker'),
    tag: oneOf(given, 'tag'),
    jobKinds: oneOf(given, 'job_kinds'),
    triggerKind: oneOf(given, 'trigger_kind'),
    triggerPath: oneOf(given, 'trigger_path'),
    scriptPathExact: oneOf(given, 'script_path_exact'),
    scriptPathStart: oneOf(given, 'script_path_start'),
    allowsWildcards: given.flag('allow_wildcards'),
    scriptHash: given.text('script_hash'),
    parentJob: given.uuid('parent_job'),
    schedulePath: given.text('schedule_path'),
    created: times('created'),
    started: times('started'),
    completed: times('completed'),
    createdQueue: times('created', '_queue'),
    args: json(given, 'args'),
    result: json(given, 'result'),
    isRunning: given.choice('running'),
    isScheduledForBeforeNow: given.choice('scheduled_for_before_now'),
    isSuccess: given.choice('success'),
    status: given.oneOf('status', ['success', 'failure', 'canceled', 'skipped']),
    isResolved: given.choice('resolved'),
    hasNullParent: given.choice('has_null_parent'),
    isNotSchedule: given.choice('is_not_schedule'),
    broadFilter: given.text('broad_filter'),
    isNothing: neverTrue.map((name) => given.flag(name)).includes(true),
    allWorkspaces: given.flag('all_workspaces'),
  };
}

/** What no job of ours is. */
const neverTrue = ['suspended', 'is_skipped', 'is_flow_step'];

/** Reads the page of a list. @throws JobProblem */
export function jobPageOf(query: URLSearchParams): JobPage {
  const given = new Parameters(query);
  const size = given.integer('per_page', 1, Infinity) ?? USUAL_PER_PAGE;
  return {
    number: given.integer('page', 1, Infinity) ?? 1,
    size: Math.min(size, MOST_PER_PAGE),
    isAscending: given.choice('order_desc') === false,
  };
}

/** A comma list: any of the values, or, with a `!` before each, none of them. */
function oneOf(given: Parameters, name: string): OneOf | undefined {
  const values = given.list(name);
  if (values.length === 0) return undefined;
  const negated = values.filter((value) => value.startsWith('!'));
  if (negated.length === 0) return { values, isNegated: false };
  if (negated.length < values.length) {
    given.refuse(name, 'have a ! before each of its values or before none');
  }
  return { values: values.map((value) => value.slice(1)), isNegated: true };
}

function json(given: Parameters, name: string): JsonValue | undefined {
  const text = given.text(name);
  if (text === undefined) return undefined;
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return given.refuse(name, `be JSON (${error.message})`);
    throw error;
  }
}

/** The UUIDs in a list of values: no other is equal to one. */
export const uuidsIn = (values: readonly string[]): string[] =>
  values.filter(isUuid).map((value) => value.toLowerCase());
