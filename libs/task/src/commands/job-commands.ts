import { Database } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { MessageBus } from '@millwright/messaging';
import { Injectable } from '@nestjs/common';
import { lockLanesOf, wakeLanes } from '../lanes/leave-lanes.ts';
import { mayCancel } from '../runs/run-state.ts';
import type { Cancellation } from './cancellation.ts';
import { allOf, announce, cancelRuns, lockRuns, makeDueNow } from './change-runs.ts';

/** Changes task runs as those do who call tasks. */
@Injectable()
export class JobCommands {
  constructor(
    private readonly database: Database,
    private readonly bus: MessageBus,
  ) {}

  /**
   * Cancels those of some task runs that are open, in one transaction, and answers them. A started one is no longer
   * rendered, and what it comes to is thrown away. Some hundreds at a time.
   */
  cancel(workspaceId: Id, ids: readonly Id[], by: Cancellation): Promise<Id[]> {
    return this.database.transaction(async (tx) => {
      const lanes = await lockLanesOf(tx, { ids });
      const runs = await lockRuns(tx, 'task', workspaceId, ids);
      const open = runs.filter(({ state }) => mayCancel('task', state));
      const followed = await cancelRuns(tx, 'task', open, by);
      announce(tx, this.bus, allOf([followed, { due: await wakeLanes(tx, lanes) }]));
      return open.map(({ id }) => id);
    });
  }

  /** Makes a task run due that waits for its time; answers why not, undefined when it did. */
  runNow(workspaceId: Id, id: Id): Promise<string | undefined> {
    return this.database.transaction(async (tx) => {
      const [run] = await lockRuns(tx, 'task', workspaceId, [id]);
      if (run?.state !== 'scheduled') return 'it does not wait for a time';
      const [waiting] = await tx.query<{ isTick: boolean }>(
        `select w.attempt = 0 and e.source = 'scheduler' as "isTick" from work w join events e on e.id = w.event_id
         where w.kind = 'task' and w.id = $1`,
        [id],
      );
      if (waiting?.isTick !== false) return 'the next tick of a schedule comes at its own time';
      announce(tx, this.bus, await makeDueNow(tx, run));
      return undefined;
    });
  }
}
