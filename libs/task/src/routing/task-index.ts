import { readEpoch, type Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { activeTasks, type ActiveTask } from '../definitions/active-tasks.ts';
import { isInvalid, parseSubscription, type Subscription } from '../definitions/subscription.ts';

/** A subscription ready to match, and the task it belongs to. */
export interface CompiledSubscription {
  task: ActiveTask;
  subscription: Subscription;
}

/**
 * Every task of the instance, by id, and the subscriptions of the enabled ones by Workspace and topic: matching costs
 * the same however many tasks subscribe to other topics.
 */
export class TaskIndex {
  private seenEpoch = 0;
  private readonly tasks = new Map<Id, ActiveTask>();
  private readonly byTopic = new Map<string, CompiledSubscription[]>();

  /** Reads what was written since the last time; costs one row when that is nothing. */
  async refresh(sql: Sql): Promise<void> {
    const epoch = await readEpoch(sql);
    if (epoch === this.seenEpoch) return;
    for (const task of await activeTasks(sql, this.seenEpoch)) this.put(task);
    this.seenEpoch = epoch;
  }

  /** The epoch of the configuration as of which it knows the tasks. */
  get epoch(): number {
    return this.seenEpoch;
  }

  /** Every subscription of an enabled task whose topic begins so. Looks at all topics there are. */
  subscriptionsBelow(topicPrefix: string): CompiledSubscription[] {
    return [...this.byTopic]
      .filter(([key]) => key.startsWith(topicPrefix, ID_LENGTH + 1))
      .flatMap(([, subscriptions]) => subscriptions);
  }

  /** A task that exists, enabled or not. */
  task(id: Id): ActiveTask | undefined {
    return this.tasks.get(id);
  }

  /** The subscriptions of a Workspace's enabled tasks to a topic. */
  subscribers(workspaceId: Id, topic: string): readonly CompiledSubscription[] {
    return this.byTopic.get(keyOf(workspaceId, topic)) ?? [];
  }

  private put(task: ActiveTask): void {
    this.remove(task.id);
    if (task.deleted) return;
    this.tasks.set(task.id, task);
    if (!task.enabled) return;
    for (const subscription of subscriptionsOf(task)) {
      const key = keyOf(task.workspaceId, subscription.topic);
      const others = this.byTopic.get(key) ?? [];
      this.byTopic.set(key, [...others, { task, subscription }]);
    }
  }

  private remove(id: Id): void {
    const known = this.tasks.get(id);
    if (known === undefined) return;
    this.tasks.delete(id);
    for (const { topic } of subscriptionsOf(known)) {
      const key = keyOf(known.workspaceId, topic);
      const others = (this.byTopic.get(key) ?? []).filter(({ task }) => task.id !== id);
      if (others.length === 0) this.byTopic.delete(key);
      else this.byTopic.set(key, others);
    }
  }
}

const subscriptionsOf = (task: ActiveTask): Subscription[] =>
  task.subscriptions
    .map(parseSubscription)
    .filter((parsed): parsed is Subscription => !isInvalid(parsed));

const ID_LENGTH = 36;
const keyOf = (workspaceId: Id, topic: string): string => `${workspaceId}/${topic}`;
