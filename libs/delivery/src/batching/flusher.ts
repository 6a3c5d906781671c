import type { Database, Transaction } from '@millwright/database';
import type { EventStore } from '@millwright/event';
import { newId, type Clock, type Id } from '@millwright/kernel';
import type { OutgoingMessage } from '@millwright/messaging';
import { bodyRulesOf, type DeliveryRules } from '../routing/delivery-maker.ts';
import { deliveryHintOf } from '../routing/delivery-hint.ts';
import { insertDeliveries } from '../routing/insert-deliveries.ts';
import { lockHealth } from '../routing/insert-queued.ts';
import { deliveriesOf, laneOfBatches, lastPlaceIn } from './batch-deliveries.ts';
import { batchedEndpoint, type BatchedEndpoint } from './batched-endpoint.ts';
import { batchingEndpoints, dueFlushes } from './due-flushes.ts';
import { batchesOf, type Batch } from './make-batches.ts';
import {
  allEvents,
  lastItem,
  nextItems,
  removeItems,
  type EventRange,
  type ItemsInOrder,
} from './pending-items.ts';

/** Items that became deliveries in one transaction, or in several. */
export interface Flushed {
  items: number;
  deliveries: number;
}

/** What a flusher is made of. */
export interface FlusherTools {
  database: Database;
  events: EventStore;
  rules: DeliveryRules;
  clock: Clock;
  /** Publishes hints about what is committed; never fails. */
  publish: (messages: readonly OutgoingMessage[]) => Promise<void>;
}

/** One flush on its way through the items. */
interface Flush {
  id: Id;
  endpointId: Id;
  /** What is left of it. */
  range: EventRange;
  onlyIfDue: boolean;
  isFirst: boolean;
}

const ITEMS_AT_ONCE = 1_000;
const FLUSHES_AT_ONCE = 100;
const ROUNDS_AT_ONCE = 10;

/**
 * Cuts the pending items of endpoints into deliveries. Items go and their deliveries come in one transaction, under the
 * lock of the endpoint's health, so that flushes that overlap share nothing. Very many items take several
 * transactions, each of whole batches.
 */
export class Flusher {
  /** By endpoint, what flushes by the clock go on with; undefined: one is to begin. */
  private readonly underWay = new Map<Id, Flush | undefined>();

  constructor(private readonly tools: FlusherTools) {}

  /** Flushes an enabled endpoint now, whole or by event id. A disabled one keeps its items. */
  async flush(endpointId: Id, range: EventRange = allEvents): Promise<Flushed> {
    const all = { items: 0, deliveries: 0 };
    let next = await this.begin(endpointId, range, { onlyIfDue: false });
    while (next !== undefined) next = await this.goOn(next, all);
    return all;
  }

  /** Flushes every enabled batched endpoint of a Workspace. */
  async flushAll(workspaceId: Id): Promise<Flushed & { endpoints: number }> {
    const endpoints = await batchingEndpoints(this.tools.database, workspaceId);
    const all = { endpoints: endpoints.length, items: 0, deliveries: 0 };
    for (const endpointId of endpoints) add(all, await this.flush(endpointId));
    return all;
  }

  /**
   * Goes on with what is due by the clock, step by step in turn; several may do so at once. What is left, or has become
   * due meanwhile, comes with the next call. An endpoint whose flush fails is told of, and stops no other's.
   */
  async flushDue(failed: (endpointId: Id, error: unknown) => void): Promise<Flushed> {
    const all = { items: 0, deliveries: 0 };
    const { underWay } = this;
    for (const endpointId of await dueFlushes(this.tools.database, FLUSHES_AT_ONCE)) {
      if (!underWay.has(endpointId)) underWay.set(endpointId, undefined);
    }
    for (let round = 0; round < ROUNDS_AT_ONCE && underWay.size > 0; round += 1) {
      for (const [endpointId, begun] of [...underWay]) {
        try {
          const flush = begun ?? (await this.begin(endpointId, allEvents, { onlyIfDue: true }));
          const next = flush && (await this.goOn(flush, all));
          if (next === undefined) underWay.delete(endpointId);
          else underWay.set(endpointId, next);
        } catch (error) {
          underWay.delete(endpointId);
          failed(endpointId, error);
        }
      }
    }
    return all;
  }

  private async begin(
    endpointId: Id,
    range: EventRange,
    { onlyIfDue }: { onlyIfDue: boolean },
  ): Promise<Flush | undefined> {
    const last = await lastItem(this.tools.database, endpointId, range);
    if (last === undefined) return undefined;
    const whole = { ...range, toEventId: last };
    return { id: newId(), endpointId, onlyIfDue, isFirst: true, range: whole };
  }

  /** One step, counted into `all`. Undefined: it was the last. */
  private async goOn(flush: Flush, all: Flushed): Promise<Flush | undefined> {
    const { database, publish } = this.tools;
    const step = await database.transaction((tx) => this.step(tx, flush));
    add(all, step.flushed);
    await publish(step.hints);
    return step.next;
  }

  private async step(tx: Transaction, flush: Flush): Promise<Step> {
    const { endpointId } = flush;
    await lockHealth(tx, [endpointId]);
    const endpoint = await batchedEndpoint(tx, endpointId);
    if (endpoint === undefined || (flush.onlyIfDue && flush.isFirst && !endpoint.isDue))
      return over;
    const isReverse = endpoint.order === 'reverse_chronological';
    const limit = Math.max(ITEMS_AT_ONCE, endpoint.settings.batch_limit);
    const found = await nextItems(tx, endpointId, { range: flush.range, isReverse, limit });
    const now = new Date(this.tools.clock.now());
    const { batches, taken, isAll } = await this.batches(tx, endpoint, found, now);
    await removeItems(tx, endpointId, taken);
    const isSingle = flush.isFirst && isAll && batches.length === 1;
    const lane = laneOfBatches(endpoint, flush.id, isSingle);
    const { maxBodyBytes } = this.tools.rules;
    const behind = await lastPlaceIn(tx, endpointId, lane.lane);
    const made = deliveriesOf(batches, endpoint, { lane, behind, maxBodyBytes, now });
    const toSend = await insertDeliveries(tx, made, maxBodyBytes);
    const { workspaceId } = endpoint;
    return {
      flushed: { items: taken.length, deliveries: made.length },
      hints: [...toSend].map((id) => deliveryHintOf({ endpointId: id, workspaceId })),
      next: isAll ? undefined : { ...flush, isFirst: false },
    };
  }

  /** Batches of what was found. The last one waits for its other items, if there are more to come. */
  private async batches(
    tx: Transaction,
    endpoint: BatchedEndpoint,
    { eventIds, isAll }: ItemsInOrder,
    now: Date,
  ): Promise<{ batches: Batch[]; taken: Id[]; isAll: boolean }> {
    const { events: store, rules } = this.tools;
    const stored = new Map(
      (await store.eventsOf(tx, eventIds)).map((event) => [event.envelope.id, event]),
    );
    // An event that retention has removed has no item any more either.
    const events = eventIds.flatMap((id) => stored.get(id) ?? []);
    const bodyRules = bodyRulesOf(endpoint, rules.publicUrl);
    const batches = batchesOf(
      endpoint,
      events,
      { ...bodyRules, maxBodyBytes: rules.maxBodyBytes },
      now,
    );
    if (isAll || batches.length < 2) return { batches, taken: eventIds, isAll };
    const left = new Set(batches.pop()!.events.map(({ envelope }) => envelope.id));
    return { batches, taken: eventIds.filter((id) => !left.has(id)), isAll };
  }
}

interface Step {
  flushed: Flushed;
  hints: OutgoingMessage[];
  /** Undefined: it is done. */
  next: Flush | undefined;
}

const over: Step = { flushed: { items: 0, deliveries: 0 }, hints: [], next: undefined };

function add(all: Flushed, { items, deliveries }: Flushed): void {
  all.items += items;
  all.deliveries += deliveries;
}
