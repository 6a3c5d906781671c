import type { Database } from '@millwright/database';
import type { EventStore } from '@millwright/event';
import type { Id } from '@millwright/kernel';
import { shortRenderLimits, type LiquidPool, type RunError } from '@millwright/liquid';
import { givenOptionsOf } from '../options/given-options.ts';
import type { EventWithData } from '../running/event-variable.ts';
import { mentions } from '../running/mentions.ts';
import { readOnDemand } from '../running/read-on-demand.ts';
import { renderContextOf } from '../running/render-context.ts';
import type { RunnableTask } from '../running/task-catalogue.ts';
import type { ScriptValues, WorkspaceFacts } from '../workspaces.ts';
import {
  failedLane,
  laneOf,
  NO_LANE,
  unnamedLane,
  type Lane,
  type OwnConcurrency,
} from './lane.ts';
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
  /** Of each task, the naming under way: many messages of one task come together, and one of them does it for all. */
  private readonly underWay = new Map<Id, Promise<void>>();

  constructor(
    private readonly tools: {
      database: Database;
      events: EventStore;
      liquid: LiquidPool;
      values: ScriptValues;
    },
  ) {}

  async nameOf(run: RunToName): Promise<Naming> {
    const { database } = this.tools;
    const taskId = run.runnable.task.id;
    const known = await laneOfRun(database, run);
    if (known === undefined || isNamed(known.lane, taskId)) return namingOf(known);
    if (run.own.rule.kind === 'ordered' && run.own.key !== undefined) {
      await this.nameInTurn(run);
      const named = await laneOfRun(database, run);
      if (named === undefined || isNamed(named.lane, taskId)) return namingOf(named);
    }
    const naming = (await this.render(run, [run.eventId])).get(run.eventId) ?? noEvent;
    await nameLanes(database, taskId, [{ id: run.id, lane: laneFor(naming, taskId) }]);
    return naming;
  }

  private async nameInTurn(run: RunToName): Promise<void> {
    const taskId = run.runnable.task.id;
    const before = this.underWay.get(taskId) ?? Promise.resolve();
    const mine = before.catch(() => undefined).then(() => this.nameUpTo(run));
    this.underWay.set(taskId, mine);
    try {
      await mine;
    } finally {
      if (this.underWay.get(taskId) === mine) this.underWay.delete(taskId);
    }
  }

  /** Names a run, and all of its task that have come due before it. */
  private async nameUpTo(run: RunToName): Promise<void> {
    const { database } = this.tools;
    const taskId = run.runnable.task.id;
    for (;;) {
      const unnamed = await unnamedUpTo(database, taskId, run.eventId, AT_ONCE);
      if (unnamed.length === 0) return;
      const namings = await this.render(
        run,
        unnamed.map(({ eventId }) => eventId),
      );
      const named = unnamed.map(({ id, eventId }) => ({
        id,
        lane: laneFor(namings.get(eventId) ?? noEvent, taskId),
      }));
      await nameLanes(database, taskId, named);
    }
  }

  /** Renders the key for some events; of one without a row there is no answer. */
  private async render(run: RunToName, eventIds: readonly Id[]): Promise<Map<Id, Rendered>> {
    const taskId = run.runnable.task.id;
    const { key } = run.own;
    if (key === undefined) {
      return new Map(eventIds.map((id) => [id, { lane: laneOf(taskId, undefined) }]));
    }
    const { database, events } = this.tools;
    const found = await events.eventsOf(database, [...new Set(eventIds)]);
    return new Map(
      await Promise.all(
        found.map(async (event): Promise<[Id, Rendered]> => [
          event.envelope.id,
          await this.renderFor(event, run, key),
        ]),
      ),
    );
  }

  /** A key sees what the script sees, but for the cache; of the options those that it names are worked out. */
  private async renderFor(
    event: EventWithData,
    { runnable, facts }: RunToName,
    key: string,
  ): Promise<Rendered> {
    const { database, liquid, values } = this.tools;
    const { task, version } = runnable;
    // Bound to the task, a reference is the same in all of its runs, and opens in none.
    const scope = { workspaceId: event.envelope.workspace_id, taskRunId: task.id };
    const { options } = version.definition;
    const asked = await readOnDemand(database, values, { script: key, options }, { event, scope });
    const names = mentions(key);
    const outcome = await liquid.renderText({
      source: key,
      context: renderContextOf(event, runnable, facts, asked),
      options: givenOptionsOf(version.definition).sources.filter((option) => names(option.key)),
      limits: shortRenderLimits,
    });
    if (outcome.ok) return { lane: laneOf(task.id, outcome.text) };
    const message = `the concurrency key did not render: ${outcome.error.message}`;
    return { error: { ...outcome.error, message } };
  }
}

type Rendered = { lane: Lane } | { error: RunError };

const noEvent: Rendered = {
  error: { code: 'internal', message: 'the event of this run has no row' },
};

const laneFor = (rendered: Rendered, taskId: Id): Lane =>
  'lane' in rendered ? rendered.lane : failedLane(taskId);

const isNamed = (lane: Lane | null, taskId: Id): boolean =>
  lane !== null && lane !== unnamedLane(taskId) && lane !== failedLane(taskId);

const namingOf = (known: { lane: Lane | null } | undefined): Naming =>
  known && { lane: known.lane ?? NO_LANE };
