import type { ReadableJobs } from '@millwright/access';
import { triggerKinds } from '../json/index.ts';
import { uuidsIn } from './job-filters-of.ts';
import type { EndStatus, JobFilters, OneOf, TimeRange } from './job-filters.ts';
import { isCompleted, shown, shownHash } from './job-columns.ts';
import { likeBeginning, likeText, likeWildcards } from './like-pattern.ts';
import type { Where } from './where.ts';

const kinds = [...triggerKinds]
  .map(([source, kind]) => `when '${source}' then '${kind}'`)
  .join(' ');
const triggerKind = `case e.source ${kinds} end`;

const endStates: Record<EndStatus, readonly string[]> = {
  success: ['succeeded'],
  failure: ['failed'],
  canceled: ['cancelled'],
  skipped: [],
};

/** Asks for the jobs that fit filters, but for those of payloads, over the run `r`, its work `w` and its event `e`. */
export function addFilters(where: Where, filters: JobFilters): void {
  const { allowsWildcards } = filters;
  const anyOf = allowsWildcards ? anyLike : anyEqual;
  addOneOf(where, filters.createdBy, (values) => anyEqual(where, shown.createdBy, values));
  addOneOf(where, filters.worker, (values) => anyOf(where, shown.worker, values));
  addOneOf(where, filters.tag, (values) => anyOf(where, shown.tag, values));
  addOneOf(where, filters.label, (values) => {
    const matches = anyOf(where, 'label', values);
    return `exists (select 1 from unnest(${shown.labels}) label where ${matches})`;
  });
  addOneOf(where, filters.jobKinds, (values) => String(values.includes('script')));
  addOneOf(where, filters.triggerKind, (values) => anyEqual(where, triggerKind, values));
  addOneOf(where, filters.triggerPath, (values) => {
    return `e.webhook_id = any(${where.value(uuidsIn(values))}::uuid[])`;
  });
  addOneOf(where, filters.scriptPathExact, (values) => anyEqual(where, 'r.task_path', values));
  addOneOf(where, filters.scriptPathStart, (values) => {
    return `r.task_path like any(${where.value(values.map(likeBeginning))}::text[])`;
  });
  addFacts(where, filters);
  addTimes(where, filters);
  addBroad(where, filters.broadFilter);
}

function addFacts(where: Where, filters: JobFilters): void {
  const { scriptHash, parentJob, schedulePath, status } = filters;
  if (filters.isNothing) where.and('false');
  if (scriptHash !== undefined) where.and(`left(${shownHash}, 16) = ${where.value(scriptHash)}`);
  if (parentJob !== undefined) where.and(`r.parent_job = ${where.value(parentJob)}::uuid`);
  if (schedulePath !== undefined) where.and(`${shown.schedulePath} = ${where.value(schedulePath)}`);
  addChoice(where, `w.state = 'started'`, filters.isRunning);
  addChoice(where, 'w.run_at <= now()', filters.isScheduledForBeforeNow);
  addChoice(where, `r.state = 'succeeded'`, filters.isSuccess);
  addChoice(where, 'r.resolved_at is not null', filters.isResolved);
  addChoice(where, 'r.parent_job is null', filters.hasNullParent);
  addChoice(where, `e.source <> 'scheduler'`, filters.isNotSchedule);
  if (status !== undefined) {
    where.and(`r.state = any(${where.value(endStates[status])}::text[])`);
  }
}

function addTimes(where: Where, filters: JobFilters): void {
  addRange(where, 'r.created_at', filters.created);
  addRange(where, shown.startedOrEnded, filters.started);
  addRange(where, shown.completedAt, filters.completed);
  addRange(where, 'r.created_at', filters.createdQueue, `${isCompleted} or `);
}

/** What is shown has milliseconds; what is stored has more. */
function addRange(where: Where, column: string, { before, after }: TimeRange, unless = ''): void {
  const time = `date_trunc('milliseconds', ${column})`;
  if (before !== undefined) where.and(`(${unless}${time} <= ${where.value(before)}::timestamptz)`);
  if (after !== undefined) where.and(`(${unless}${time} > ${where.value(after)}::timestamptz)`);
}

function addBroad(where: Where, text: string | undefined): void {
  if (text === undefined) return;
  const texts = ['r.task_path', shown.tag, shown.schedulePath, triggerKind].join(', ');
  const looked = `concat_ws(chr(10), ${texts}, array_to_string(${shown.labels}, chr(10)))`;
  where.and(`lower(${looked}) like lower(${where.value(`%${likeText(text)}%`)})`);
}

/** Asks for the jobs that somebody may read. */
export function addReadable(where: Where, { tokenId, tagFilters, seesHidden }: ReadableJobs): void {
  const rules = tagFilters.map((patterns) => {
    return `${shown.tag} like any(${where.value(patterns.map(tagPattern))}::text[])`;
  });
  if (!seesHidden) rules.push('not r.is_hidden');
  if (rules.length === 0) return;
  const own = tokenId === null ? '' : ` or r.caller_token_id = ${where.value(tokenId)}::uuid`;
  where.and(`((${rules.join(' and ')})${own})`);
}

const tagPattern = (pattern: string): string =>
  pattern.endsWith('*') ? likeBeginning(pattern.slice(0, -1)) : likeText(pattern);

function addOneOf(
  where: Where,
  filter: OneOf | undefined,
  matches: (values: readonly string[]) => string,
): void {
  if (filter === undefined) return;
  const condition = matches(filter.values);
  where.and(filter.isNegated ? `not coalesce(${condition}, false)` : condition);
}

function addChoice(where: Where, condition: string, choice: boolean | undefined): void {
  if (choice !== undefined) where.and(choice ? condition : `not (${condition})`);
}

const anyEqual = (where: Where, column: string, values: readonly string[]): string =>
  `${column} = any(${where.value(values)}::text[])`;

const anyLike = (where: Where, column: string, values: readonly string[]): string =>
  `${column} like any(${where.value(values.map(likeWildcards))}::text[])`;
