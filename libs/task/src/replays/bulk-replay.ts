import { Database } from '@millwright/database';
import { EventStore, hintsOf, insertOpenEvents } from '@millwright/event';
import type { Id } from '@millwright/kernel';
import { MessageBus } from '@millwright/messaging';
import { Injectable } from '@nestjs/common';
import { EventReads, type EventFilters } from '../reads/event-reads.ts';
import { replayOf } from './replay-of.ts';

/** Most events that one request replays. */
export const MAX_REPLAYED = 10_000;

const PAGE = 100;
/** Their data may be large: so many are in memory at a time. */
const AT_ONCE = 20;

/** Makes many events again, as they were, in the order in which they came. */
@Injectable()
export class BulkReplay {
  constructor(
    private readonly database: Database,
    private readonly events: EventStore,
    private readonly reads: EventReads,
    private readonly bus: MessageBus,
  ) {}

  /** Answers how many were queued; undefined, with nothing done, when more than {@link MAX_REPLAYED} fit. */
  async replay(workspaceId: Id, filters: EventFilters): Promise<number | undefined> {
    // All of them before the first is made again: a replay fits the filter, too.
    const ids = await this.idsOf(workspaceId, filters);
    if (ids.length > MAX_REPLAYED) return undefined;
    for (let at = 0; at < ids.length; at += AT_ONCE) await this.again(ids.slice(at, at + AT_ONCE));
    return ids.length;
  }

  /** Oldest first; one more than may be replayed, if there are. */
  private async idsOf(workspaceId: Id, filters: EventFilters): Promise<Id[]> {
    const ids: Id[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.reads.list(workspaceId, filters, { limit: PAGE, cursor });
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined && ids.length <= MAX_REPLAYED);
    return ids.reverse();
  }

  private async again(ids: readonly Id[]): Promise<void> {
    const stored = new Map(
      (await this.events.eventsOf(this.database, ids)).map((event) => [event.envelope.id, event]),
    );
    const made = ids.flatMap((id) => stored.get(id) ?? []).map((event) => replayOf(event));
    await this.database.transaction(async (tx) => {
      await insertOpenEvents(tx, made);
      const hints = await hintsOf(tx, made);
      tx.afterCommit(() => this.bus.publishAll(hints));
    });
  }
}
