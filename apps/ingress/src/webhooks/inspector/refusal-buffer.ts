import type { Id } from '@millwright/kernel';
import { KEPT_A_MINUTE, type Leave, type SeenRequest } from '@millwright/webhook';

/** Refused requests of a webhook since the last time they were written. */
export interface PendingRefusals {
  webhookId: Id;
  /** When the first of them came. */
  sinceMs: number;
  count: number;
  /** The first few, to be kept if the others of the minute leave room for them. */
  first: SeenRequest[];
}

/** Gathers refused requests: once a webhook's minute is full, one more costs no more than a number. */
export class RefusalBuffer {
  private pending = new Map<Id, PendingRefusals>();
  private readonly fullUntilMs = new Map<Id, number>();

  /** `seen` is asked only where the request may be kept. */
  add(webhookId: Id, arrivedMs: number, seen: () => SeenRequest): void {
    let refusals = this.pending.get(webhookId);
    if (refusals === undefined) {
      refusals = { webhookId, sinceMs: arrivedMs, count: 0, first: [] };
      this.pending.set(webhookId, refusals);
    }
    refusals.count += 1;
    const isFull = arrivedMs < (this.fullUntilMs.get(webhookId) ?? 0);
    if (!isFull && refusals.first.length < KEPT_A_MINUTE) refusals.first.push(seen());
  }

  /** Hands over what has gathered. */
  take(): PendingRefusals[] {
    const taken = [...this.pending.values()];
    this.pending = new Map();
    return taken;
  }

  /** Remembers whose minute is full. */
  note(leaves: ReadonlyMap<Id, Leave>, nowMs: number): void {
    for (const [id, until] of this.fullUntilMs) if (until <= nowMs) this.fullUntilMs.delete(id);
    for (const [id, { fullUntilMs }] of leaves) {
      if (fullUntilMs !== undefined) this.fullUntilMs.set(id, fullUntilMs);
    }
  }
}
