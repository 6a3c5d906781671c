import type { Sql, Transaction } from '@millwright/database';
import type { WorkItem } from '@millwright/event';
import type { Id } from '@millwright/kernel';
import { definitionFrom } from '../definitions/task-definition.ts';
import {
  concurrencyOf,
  taskOfLane,
  unnamedLane,
  workspaceOfLane,
  workspacePlaces,
  type Lane,
  type LaneRule,
  type Place,
} from './lane.ts';
import { lockLanes, wakeLane, wakeWorkspace } from './lane.store.ts';

/** Lets in who waits behind runs that have left their places. Their lanes were locked before their rows were. */
export async function wakeBehind(tx: Transaction, places: readonly Place[]): Promise<WorkItem[]> {
  const woken: WorkItem[] = [];
  const byLane = new Map(places.map((place) => [place.lane, place.rule]));
  for (const [lane, rule] of byLane) {
    const workspaceId = workspaceOfLane(lane);
    woken.push(
      ...(workspaceId === undefined
        ? await wakeLane(tx, lane, rule)
        : await wakeWorkspace(tx, workspaceId, rule.kind === 'limit' ? rule.limit : undefined)),
    );
  }
  return woken;
}

/** The places that an action run has taken, or keeps for the task run that rendered it. */
export const placesOfAction = (run: {
  workspaceId: Id;
  workspaceLimit?: number | undefined;
  claim: { lane?: string | null };
}): Place[] => [
  ...(run.claim.lane ? [{ lane: run.claim.lane, rule: { kind: 'ordered' as const } }] : []),
  ...workspacePlaces(run.workspaceId, run.workspaceLimit),
];

/** A task run at the end of an attempt; `retryAt` when another follows. */
interface EndOfAttempt {
  run: { id: Id; taskId: Id; places?: readonly Place[] };
  retryAt: Date | undefined;
}

/** The places that are free now: one that waits for another try keeps its turn in an ordered lane. */
export const placesLeft = (ends: readonly EndOfAttempt[]): Place[] =>
  ends.flatMap(({ run, retryAt }) =>
    (run.places ?? []).filter(({ rule }) => retryAt === undefined || rule.kind !== 'ordered'),
  );

/** The lane that a task run's action runs keep busy until the last of them has ended; null: none. */
export const orderedLaneOf = (places: readonly Place[] | undefined): Lane | null =>
  places?.find(({ rule }) => rule.kind === 'ordered')?.lane ?? null;

/** Takes task runs that are to be tried again out of lanes that only count what is started. */
export async function unnameRetried(sql: Sql, ends: readonly EndOfAttempt[]): Promise<void> {
  const out = ends.filter(
    ({ run, retryAt }) =>
      retryAt !== undefined &&
      run.places?.some(({ lane, rule }) => rule.kind === 'limit' && taskOfLane(lane) !== undefined),
  );
  for (const { run } of out) {
    await sql.execute(`update work set lane = $2 where kind = 'task' and id = $1`, [
      run.id,
      unnamedLane(run.taskId),
    ]);
  }
}

/** The lanes that some runs keep busy or wait in, locked. To be asked for before their rows are locked. */
export async function lockLanesOf(
  tx: Transaction,
  where: { ids: readonly Id[] } | { eventId: Id },
): Promise<Lane[]> {
  const [column, value] = 'ids' in where ? ['id', where.ids] : ['event_id', [where.eventId]];
  const rows = await tx.query<{ lane: Lane }>(
    `select distinct lane from work where ${column} = any($1::uuid[]) and lane <> ''`,
    [value],
  );
  const lanes = rows.map(({ lane }) => lane);
  await lockLanes(tx, lanes);
  return lanes;
}

/** Lets in who waits in lanes that somebody has left by another door than the end of a run. */
export async function wakeLanes(tx: Transaction, lanes: readonly Lane[]): Promise<WorkItem[]> {
  const woken: WorkItem[] = [];
  for (const lane of lanes) woken.push(...(await wakeLane(tx, lane, await ruleOf(tx, lane))));
  return woken;
}

/** What the task of a lane says today; of one that is disabled, deleted or says nothing any more all may go. */
export async function ruleOf(sql: Sql, lane: Lane): Promise<LaneRule> {
  const [row] = await sql.query<{ definition: string }>(
    `select v.definition from tasks t join task_versions v on v.task_id = t.id and v.version = t.version
     where t.id = $1 and t.enabled and t.deleted_at is null`,
    [taskOfLane(lane) ?? null],
  );
  const own = row && concurrencyOf(definitionFrom(row.definition).concurrency);
  return own?.rule ?? { kind: 'open' };
}
