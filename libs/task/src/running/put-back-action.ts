import type { Database } from '@millwright/database';
import { lockClaimed, rescheduleWork, workMessage } from '@millwright/event';
import type { OutgoingMessage } from '@millwright/messaging';
import { lockLanes } from '../lanes/lane.store.ts';
import { placesOfAction, wakeBehind } from '../lanes/leave-lanes.ts';
import type { ClaimedAction } from './action-run.performer.ts';

/**
 * Gives up the claim on an action run that was not tried: it is due again at a time, and the claim counts as no attempt.
 * Does nothing when the run was taken by somebody else meanwhile. The messages are to be published afterwards.
 */
export function putBackAction(
  database: Database,
  { request, run, claim, workspaceLimit }: ClaimedAction,
  { holder, runAt }: { holder: string; runAt: Date },
): Promise<OutgoingMessage[]> {
  return database.transaction(async (tx) => {
    const { attempt } = claim;
    const workspaceId = request.workspace_id;
    const places = placesOfAction({ workspaceId, workspaceLimit, claim });
    await lockLanes(
      tx,
      places.map(({ lane }) => lane),
    );
    if (!(await lockClaimed(tx, { kind: 'action', ...run, attempt, holder }))) return [];
    await rescheduleWork(tx, { kind: 'action', id: run.id, runAt, attempt: attempt - 1 });
    return (await wakeBehind(tx, places)).map(workMessage);
  });
}
