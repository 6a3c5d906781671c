import type { ChildEvent, ChildEvents } from '@millwright/action';
import type { Transaction } from '@millwright/database';
import { hintOf, insertOpenEvents, plainEnvelope, type NewEvent } from '@millwright/event';
import type { Clock, Id } from '@millwright/kernel';
import type { OutgoingMessage } from '@millwright/messaging';
import type { PublishDue } from '../runs/publish-due.ts';
import { subscribesTo, tasksNamed } from '../routing/tasks-named.ts';
import type { Workspaces } from '../workspaces.ts';

/** Commits the events that actions make together with their run, and sends their hints in one burst after the commit. */
export class ChildEventStore implements ChildEvents {
  private readonly hints = new WeakMap<Transaction, OutgoingMessage[]>();

  constructor(
    private readonly publish: PublishDue,
    private readonly clock: Clock,
    private readonly workspaces: Workspaces,
  ) {}

  async insert(tx: Transaction, event: ChildEvent): Promise<void> {
    const added: NewEvent = {
      envelope: plainEnvelope({
        id: event.id,
        workspace_id: event.workspaceId,
        topic: event.topic,
        source: 'task',
        created_at: new Date(this.clock.now()).toISOString(),
        parent_id: event.parentId,
        task_ids: event.taskIds === null ? null : [...event.taskIds],
      }),
      data: event.data,
      request: null,
      runAt: event.runAt,
    };
    await this.add(tx, [added]);
  }

  /** Commits any events with `tx`; those whose ids exist already are left as they are. */
  async add(tx: Transaction, events: readonly NewEvent[]): Promise<void> {
    if (events.length === 0) return;
    await insertOpenEvents(tx, events);
    const now = this.clock.now();
    const due = events.filter(({ runAt }) => runAt === undefined || runAt.getTime() <= now);
    if (due.length === 0) return;
    const hints = this.hintsOf(tx);
    for (const event of due) {
      const { keepsOrder } = await this.workspaces.factsOf(tx, event.envelope.workspace_id);
      hints.push(hintOf({ ...event, keepsOrder }));
    }
  }

  async maxDataBytes(tx: Transaction, workspaceId: Id): Promise<number> {
    return (await this.workspaces.factsOf(tx, workspaceId)).maxEventDataBytes ?? Infinity;
  }

  async timeZone(tx: Transaction, workspaceId: Id): Promise<string> {
    return (await this.workspaces.factsOf(tx, workspaceId)).timezone;
  }

  async tasksSubscribedTo(
    tx: Transaction,
    workspaceId: Id,
    taskIds: readonly Id[],
    topic: string,
  ): Promise<ReadonlyMap<Id, boolean>> {
    const tasks = await tasksNamed(tx, workspaceId, taskIds);
    return new Map(tasks.map((task) => [task.id, subscribesTo(task.subscriptions, topic)]));
  }

  private hintsOf(tx: Transaction): OutgoingMessage[] {
    const known = this.hints.get(tx);
    if (known !== undefined) return known;
    const hints: OutgoingMessage[] = [];
    this.hints.set(tx, hints);
    // Not awaited: the rows are committed, and nobody need wait for the broker.
    tx.afterCommit(() => void this.publish(hints));
    return hints;
  }
}
