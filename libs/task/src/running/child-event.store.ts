import type { ChildEvent, ChildEvents } from '@millwright/action';
import type { Transaction } from '@millwright/database';
import { hintOf, insertOpenEvents, type NewEvent } from '@millwright/event';
import type { Clock, Id } from '@millwright/kernel';
import type { MessageBus } from '@millwright/messaging';
import { subscribesTo, tasksNamed } from '../routing/tasks-named.ts';

/** Commits the events that actions make together with their run, and sends the hint after the commit. */
export class ChildEventStore implements ChildEvents {
  constructor(
    private readonly bus: MessageBus,
    private readonly clock: Clock,
  ) {}

  async insert(tx: Transaction, event: ChildEvent): Promise<void> {
    const added: NewEvent = {
      envelope: {
        id: event.id,
        workspace_id: event.workspaceId,
        topic: event.topic,
        source: 'task',
        created_at: new Date(this.clock.now()).toISOString(),
        webhook_id: null,
        provider: null,
        provider_event: null,
        request_id: null,
        parent_id: event.parentId,
        replay_of: null,
        task_ids: event.taskIds === null ? null : [...event.taskIds],
      },
      data: event.data,
      request: null,
      runAt: event.runAt,
    };
    await insertOpenEvents(tx, [added]);
    if (event.runAt.getTime() > this.clock.now()) return;
    tx.afterCommit(() => this.bus.publish(hintOf(added)));
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
}
