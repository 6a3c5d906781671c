import type { Database, Transaction } from '@millwright/database';
import { claimWork, type Claim } from '@millwright/event';
import type { Id } from '@millwright/kernel';
import type { RunError } from '@millwright/liquid';
import {
  NO_LANE,
  rankedLane,
  workspaceLane,
  workspacePlaces,
  type Gates,
  type Lane,
  type Place,
} from './lane.ts';
import {
  lockLanes,
  mustWaitInOrder,
  queueWork,
  startedIn,
  startedInWorkspace,
} from './lane.store.ts';
import type { LaneNamer, RunToName } from './lane-namer.ts';

/** A task run that wants to start. */
export interface RunToAdmit extends Omit<RunToName, 'own'> {
  workspaceId: Id;
  gates: Gates;
  holder: string;
  /** Whether it may be taken from a holder that is known to be gone. */
  takeOver: boolean;
}

/** What became of it: started, with the places it takes; to be failed; or nothing to do, as it waits or is gone. */
export type Admission = { claim: Claim; places: Place[] } | { error: RunError } | undefined;

/** Starts task runs that may have to wait for others, or lets them wait. The rows of `work` decide, under locks. */
export class TaskRunAdmission {
  constructor(
    private readonly database: Database,
    private readonly namer: LaneNamer,
  ) {}

  async enter(run: RunToAdmit): Promise<Admission> {
    const { own } = run.gates;
    if (own === undefined) return this.start(run, NO_LANE);
    const naming = await this.namer.nameOf({ ...run, own });
    if (naming === undefined || 'error' in naming) return naming;
    return this.start(run, naming.lane);
  }

  private start(run: RunToAdmit, lane: Lane): Promise<Admission> {
    const { id, round, workspaceId, gates, holder, takeOver } = run;
    return this.database.transaction(async (tx) => {
      const whole = gates.workspaceLimit === undefined ? NO_LANE : workspaceLane(workspaceId);
      await lockLanes(tx, [lane, whole]);
      const [row] = await tx.query<{ priority: number }>(
        `select priority from work where kind = 'task' and id = $1 and round = $2
           and (state = 'due' or ($3 and state = 'started')) for update`,
        [id, round, takeOver],
      );
      if (row === undefined) return undefined;
      const wait = await this.laneToWaitIn(tx, run, lane, row.priority);
      if (wait !== undefined) {
        await queueWork(tx, 'task', id, wait);
        return undefined;
      }
      const claim = await claimWork(tx, { kind: 'task', id, round, holder, takeOver });
      return claim && { claim, places: placesOf(run.gates, lane, workspaceId) };
    });
  }

  private async laneToWaitIn(
    tx: Transaction,
    { id, eventId, workspaceId, runnable, gates }: RunToAdmit,
    lane: Lane,
    priority: number,
  ): Promise<Lane | undefined> {
    const rule = gates.own?.rule;
    const laned = { id, eventId, taskId: runnable.task.id };
    if (lane !== NO_LANE && rule?.kind === 'ordered' && (await mustWaitInOrder(tx, lane, laned))) {
      return lane;
    }
    if (
      lane !== NO_LANE &&
      rule?.kind === 'limit' &&
      (await startedIn(tx, lane, id)) >= rule.limit
    ) {
      return lane;
    }
    const { workspaceLimit } = gates;
    if (workspaceLimit === undefined) return undefined;
    const isFull = (await startedInWorkspace(tx, workspaceId, id)) >= workspaceLimit;
    return isFull ? rankedLane(workspaceId, { kind: 'task', priority }) : undefined;
  }
}

const placesOf = ({ own, workspaceLimit }: Gates, lane: Lane, workspaceId: Id): Place[] => [
  ...(own === undefined || lane === NO_LANE ? [] : [{ lane, rule: own.rule }]),
  ...workspacePlaces(workspaceId, workspaceLimit),
];

/**
 * Whether an action run may start under the limit of its Workspace; if not, it waits. Its turn in a sequence stays its
 * own meanwhile.
 */
export async function admitAction(
  tx: Transaction,
  { id, round, workspaceId }: { id: Id; round: number; workspaceId: Id },
  limit: number | undefined,
): Promise<boolean> {
  if (limit === undefined) return true;
  await lockLanes(tx, [workspaceLane(workspaceId)]);
  const [row] = await tx.query<{ priority: number }>(
    `select priority from work where kind = 'action' and id = $1 and round = $2 and state = 'due' for update`,
    [id, round],
  );
  if (row === undefined) return false;
  if ((await startedInWorkspace(tx, workspaceId, id)) < limit) return true;
  const { priority } = row;
  await queueWork(tx, 'action', id, rankedLane(workspaceId, { kind: 'action', priority }));
  return false;
}
