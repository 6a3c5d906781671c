import { Database, type Transaction } from '@millwright/database';
import {
  EventStore,
  hintsOf,
  insertOpenEvents,
  isUserTopic,
  plainEnvelope,
  type GivenEnvelope,
  type NewEvent,
} from '@millwright/event';
import { newId, RawJson, type Id } from '@millwright/kernel';
import { MessageBus } from '@millwright/messaging';
import { Injectable } from '@nestjs/common';
import { lockLanesOf, wakeLanes } from '../lanes/leave-lanes.ts';
import { replayOf, type ReplayChanges } from '../replays/replay-of.ts';
import { tasksNamed } from '../routing/tasks-named.ts';
import type { RunKind } from '../runs/run-state.ts';
import type { Cancellation } from './cancellation.ts';
import {
  allOf,
  announce,
  cancelRuns,
  lockRuns,
  type Consequences,
  type LockedRun,
} from './change-runs.ts';
import { done, refused, type CommandOutcome } from './command-outcome.ts';
import { runTopicOf } from './run-topic.ts';

/** Publishes, replays and cancels events by hand. */
@Injectable()
export class EventCommands {
  constructor(
    private readonly database: Database,
    private readonly events: EventStore,
    private readonly bus: MessageBus,
  ) {}

  /** An event of somebody's own: `user/<subject>/<verb>` only. `runAt` in the future: it waits. */
  async publishEvent(
    workspaceId: Id,
    { topic, data, runAt }: { topic: string; data: RawJson; runAt?: Date | undefined },
  ): Promise<CommandOutcome> {
    if (!isUserTopic(topic)) {
      return refused(
        'invalid',
        `"${topic}" cannot be published: topics of your own are user/<subject>/<verb>`,
      );
    }
    const given = { workspace_id: workspaceId, topic, source: 'api' } as const;
    return this.insert({ ...eventByHand(given, data), runAt });
  }

  /** The same event again, as it was or with other data, to the tasks that it was for or to chosen ones. */
  async replayEvent(workspaceId: Id, id: Id, changes: ReplayChanges): Promise<CommandOutcome> {
    const [event] = await this.events.eventsOf(this.database, [id]);
    if (event?.envelope.workspace_id !== workspaceId) return noEvent;
    return this.insert(replayOf(event, changes));
  }

  /** Runs one task now, by hand. */
  async runTask(
    workspaceId: Id,
    taskId: Id,
    data: RawJson = new RawJson('null'),
  ): Promise<CommandOutcome> {
    const [task] = await tasksNamed(this.database, workspaceId, [taskId]);
    if (task === undefined) return refused('not_found', 'there is no such task');
    if (!task.enabled) return refused('task_disabled', 'the task is disabled; enable it first');
    const topic = runTopicOf(task.subscriptions, data);
    const given = { workspace_id: workspaceId, topic, source: 'user' } as const;
    return this.insert(eventByHand({ ...given, task_ids: [taskId] }, data));
  }

  /** Cancels everything pending below an event, and the event itself while it waits; not its children. */
  cancelEvent(
    workspaceId: Id,
    id: Id,
    by?: Cancellation,
  ): Promise<CommandOutcome<{ id: Id; cancelled: number }>> {
    return this.database.transaction(async (tx) => {
      const [event] = await tx.query('select 1 from events where id = $1 and workspace_id = $2', [
        id,
        workspaceId,
      ]);
      if (event === undefined) return noEvent;
      const lanes = await lockLanesOf(tx, { eventId: id });
      let cancelled = 0;
      const followed: Partial<Consequences>[] = [];
      // Again until nothing is found: a run that ended while its row was waited for may have made others.
      for (;;) {
        const open = await lockOpen(tx, workspaceId, id);
        if (open.length === 0) break;
        for (const kind of kinds) {
          const runs = open.filter((run) => run.kind === kind);
          const { stopped, ended } = await cancelRuns(tx, kind, runs, by);
          followed.push({ stopped, ended });
        }
        cancelled += open.length;
      }
      announce(tx, this.bus, allOf([...followed, { due: await wakeLanes(tx, lanes) }]));
      return done({ id, cancelled });
    });
  }

  private async insert(event: NewEvent): Promise<CommandOutcome> {
    await this.database.transaction(async (tx) => {
      await insertOpenEvents(tx, [event]);
      const isDue = event.runAt === undefined || event.runAt.getTime() <= Date.now();
      if (!isDue) return;
      const hints = await hintsOf(tx, [event]);
      tx.afterCommit(() => this.bus.publishAll(hints));
    });
    return done({ id: event.envelope.id });
  }
}

/** Locks what may be cancelled below an event; an action run that has started goes on. */
async function lockOpen(tx: Transaction, workspaceId: Id, eventId: Id): Promise<LockedRun[]> {
  const rows = await tx.query<{ kind: RunKind; id: Id }>(
    `select kind, id from work
     where event_id = $1 and kind <> 'delivery' and (state <> 'started' or kind = 'task') order by id for update`,
    [eventId],
  );
  const open: LockedRun[] = [];
  for (const kind of kinds) {
    const ids = rows.filter((row) => row.kind === kind).map(({ id }) => id);
    open.push(...(await lockRuns(tx, kind, workspaceId, ids)));
  }
  return open;
}

const kinds = ['event', 'task', 'action'] as const;

const eventByHand = (given: Omit<GivenEnvelope, 'id' | 'created_at'>, data: RawJson): NewEvent => ({
  envelope: plainEnvelope({ id: newId(), created_at: new Date().toISOString(), ...given }),
  data,
  request: null,
});

const noEvent = refused('not_found', 'there is no such event');
