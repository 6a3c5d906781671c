import type { Database } from '@millwright/database';
import type { EventStore } from '@millwright/event';
import type { Id } from '@millwright/kernel';
import { shortRenderLimits, type LiquidPool, type RunError } from '@millwright/liquid';
import { renderContextOf } from '../running/render-context.ts';
import type { RunnableTask } from '../running/task-catalogue.ts';
import type { WorkspaceFacts } from '../workspaces.ts';
import { failedLane, laneOf, unnamedLane, type Lane, type OwnConcurrency } from './lane.ts';
import { laneOfRun, nameLanes, unnamedUpTo } from './lane.store.ts';

const AT_ONCE = 50;

/** A task run that is to be given its lane. */
export interface RunToName {
  id: Id;
  round: number;
  eventId: Id;
  runnable: RunnableTask;
  facts: WorkspaceFacts;
  own: OwnConcurrency;
}

/** A run's lane, or why it has none; undefined: the run is no longer there. */
export type Naming = { lane: Lane } | { error: RunError } | undefined;

/**
 * Renders the keys of task runs, and writes down which lane each belongs to. In an ordered lane a run must know of
 * every earlier one: so whoever comes first names all that have come due before it, too.
 */
export class LaneNamer {
  constructor(
    private readonly tools: { database: Database; events: EventStore; liquid: LiquidPool },
  ) {}

  async nameOf(run: RunToName): Promise<Naming> {
    const { database } = this.tools;
    const { own, runnable, eventId } = run;
    const taskId = runnable.task.id;
    const known = await laneOfRun(database, run);
    if (known === undefined) return undefined;
    const isNamed =
      known.lane !== null && ![unnamedLane(taskId), failedLane(taskId)].includes(known.lane);
    if (isNamed) return { lane: known.lane! };
    if (own.rule.kind === 'ordered' && own.key !== undefined) await this.nameEarlier(run);
    const naming = await this.render(run, eventId);
    const lane = 'lane' in naming ? naming.lane : failedLane(taskId);
    await nameLanes(database, taskId, [{ id: run.id, lane }]);
    return naming;
  }

  private async nameEarlier(run: RunToName): Promise<void> {
    const { database } = this.tools;
    const taskId = run.runnable.task.id;
    for (;;) {
      const unnamed = await unnamedUpTo(database, taskId, run.eventId, AT_ONCE);
      const earlier = unnamed.filter(({ id }) => id !== run.id);
      const named = await Promise.all(
        earlier.map(async ({ id, eventId }) => {
          const naming = await this.render(run, eventId);
          return { id, lane: 'lane' in naming ? naming.lane : failedLane(taskId) };
        }),
      );
      if (named.length > 0) await nameLanes(database, taskId, named);
      if (unnamed.length < AT_ONCE) return;
    }
  }

  private async render(
    { runnable, facts, own }: RunToName,
    eventId: Id,
  ): Promise<{ lane: Lane } | { error: RunError }> {
    const { database, events, liquid } = this.tools;
    const taskId = runnable.task.id;
    if (own.key === undefined) return { lane: laneOf(taskId, undefined) };
    const [event] = await events.eventsOf(database, [eventId]);
    if (event === undefined) {
      return { error: { code: 'internal', message: 'the event of this run has no row' } };
    }
    const outcome = await liquid.renderText({
      source: own.key,
      context: renderContextOf(event, runnable, facts),
      limits: shortRenderLimits,
    });
    if (outcome.ok) return { lane: laneOf(taskId, outcome.text) };
    const message = `the concurrency key did not render: ${outcome.error.message}`;
    return { error: { ...outcome.error, message } };
  }
}
