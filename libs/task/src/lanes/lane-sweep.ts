import { tryLease, type Database } from '@millwright/database';
import { type WorkItem, workMessage } from '@millwright/event';
import type { Id } from '@millwright/kernel';
import type { Logger } from '@millwright/observability';
import type { PublishDue } from '../runs/publish-due.ts';
import { PeriodicJob } from '../timing/periodic-job.ts';
import type { Workspaces } from '../workspaces.ts';
import { workspaceOfLane, type Lane } from './lane.ts';
import { lanesWithQueue, lockLanes, lockOf, wakeLane, wakeWorkspace } from './lane.store.ts';
import { ruleOf } from './leave-lanes.ts';

const EVERY_MS = 2_000;
const LEASE_SECONDS = 10;
const LANES_AT_ONCE = 200;

/** What the sweep is made of. */
export interface LaneSweepTools {
  database: Database;
  workspaces: Workspaces;
  instanceId: string;
  publish: PublishDue;
  logger: Logger;
}

/**
 * Looks into the lanes that runs wait in, and lets in whom nobody else will: a runner died and its runs were taken
 * back, a limit was raised or taken away, a run was removed. The ends of runs do the rest.
 */
export class LaneSweep {
  private readonly job: PeriodicJob;
  private behind: Lane | undefined;

  constructor(private readonly tools: LaneSweepTools) {
    this.job = new PeriodicJob('lanes', EVERY_MS, () => this.tick(), tools.logger);
  }

  start(): void {
    this.job.start();
  }

  stop(): Promise<void> {
    return this.job.stop();
  }

  /** One round over some of the lanes; the next goes on behind them. */
  async tick(): Promise<void> {
    const { database, instanceId, publish } = this.tools;
    const lanes = await lanesWithQueue(database, this.behind, LANES_AT_ONCE);
    this.behind = lanes.length < LANES_AT_ONCE ? undefined : lanes.at(-1);
    // Nothing is written while nothing waits.
    if (lanes.length === 0) return;
    if (!(await tryLease(database, 'lanes', instanceId, LEASE_SECONDS))) return;
    const seen = new Set<Id>();
    for (const lane of lanes) {
      const workspaceId = workspaceOfLane(lane);
      if (workspaceId !== undefined && seen.has(workspaceId)) continue;
      if (workspaceId !== undefined) seen.add(workspaceId);
      const woken = await this.wake(lane, workspaceId);
      await publish(woken.map(workMessage));
    }
  }

  private wake(lane: Lane, workspaceId: Id | undefined): Promise<WorkItem[]> {
    const { database, workspaces } = this.tools;
    return database.transaction(async (tx) => {
      await lockLanes(tx, [lockOf(lane)]);
      if (workspaceId === undefined) return wakeLane(tx, lane, await ruleOf(tx, lane));
      const { concurrencyLimit } = await workspaces.factsOf(tx, workspaceId);
      return wakeWorkspace(tx, workspaceId, concurrencyLimit);
    });
  }
}
