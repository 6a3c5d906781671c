import type { Id } from '@millwright/kernel';
import type { ChildEvent, ChildEvents } from '../action.ts';

/** Child events kept in memory, each id once; `subscribed` says which tasks exist and whether they subscribe. */
export class RecordedEvents implements ChildEvents {
  readonly inserted: ChildEvent[] = [];
  readonly subscribed = new Map<Id, boolean>();
  dataLimitBytes = 1_048_576;
  zone = 'UTC';

  async insert(_tx: unknown, event: ChildEvent): Promise<void> {
    if (!this.inserted.some(({ id }) => id === event.id)) this.inserted.push(event);
  }

  async maxDataBytes(): Promise<number> {
    return this.dataLimitBytes;
  }

  async timeZone(): Promise<string> {
    return this.zone;
  }

  async tasksSubscribedTo(
    _tx: unknown,
    _workspaceId: Id,
    taskIds: readonly Id[],
  ): Promise<ReadonlyMap<Id, boolean>> {
    return new Map([...this.subscribed].filter(([id]) => taskIds.includes(id)));
  }
}
