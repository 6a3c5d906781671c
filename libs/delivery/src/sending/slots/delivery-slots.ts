import type { Id } from '@millwright/kernel';

/** How many attempts a runner makes at a time. */
export interface SlotLimits {
  total: number;
  /** To one host and port. */
  perHost: number;
  /** Held by endpoints that are slow just now: the rest stays free for the others. */
  slowShare: number;
  slowAfterMs: number;
}

/** One place among them, until it is given back. */
export interface DeliverySlot {
  readonly endpointId: Id;
  readonly host: string;
  readonly sinceMs: number;
}

interface Held {
  slots: Set<DeliverySlot>;
  /** Its last attempt took long: it counts as slow until one does not. */
  wasSlow: boolean;
}

const defaults: Omit<SlotLimits, 'total'> = { perHost: 100, slowShare: 0.5, slowAfterMs: 2_000 };
const MAX_REMEMBERED = 10_000;

/**
 * The places for attempts of one runner. Endpoints that are slow just now share one half of them, and no host has more
 * than its share, so that those who hang never hold up the others.
 */
export class DeliverySlots {
  private readonly limits: SlotLimits;
  private readonly byEndpoint = new Map<Id, Held>();
  private readonly byHost = new Map<string, number>();
  private held = 0;

  constructor(
    limits: Partial<SlotLimits> & Pick<SlotLimits, 'total'>,
    private readonly nowMs: () => number,
  ) {
    this.limits = { ...defaults, ...limits };
  }

  get free(): number {
    return this.limits.total - this.held;
  }

  get inUse(): number {
    return this.held;
  }

  /** How many attempts of an endpoint may start now, `most` at the most. */
  room(endpointId: Id, host: string, most: number): number {
    const { total, perHost, slowShare } = this.limits;
    let room = Math.min(most, this.free, perHost - (this.byHost.get(host) ?? 0));
    if (room > 0 && this.isSlow(endpointId)) {
      room = Math.min(room, Math.floor(total * slowShare) - this.heldBySlow());
    }
    return Math.max(0, room);
  }

  take(endpointId: Id, host: string): DeliverySlot {
    const slot = { endpointId, host, sinceMs: this.nowMs() };
    const known = this.byEndpoint.get(endpointId);
    if (known === undefined) {
      this.forgetIdle();
      this.byEndpoint.set(endpointId, { slots: new Set([slot]), wasSlow: false });
    } else known.slots.add(slot);
    this.byHost.set(host, (this.byHost.get(host) ?? 0) + 1);
    this.held += 1;
    return slot;
  }

  /** Gives a place back after its attempt, or `unused`. */
  give(slot: DeliverySlot, { unused = false }: { unused?: boolean } = {}): void {
    const held = this.byEndpoint.get(slot.endpointId);
    if (held === undefined || !held.slots.delete(slot)) return;
    if (!unused) held.wasSlow = this.nowMs() - slot.sinceMs > this.limits.slowAfterMs;
    if (held.slots.size === 0 && !held.wasSlow) this.byEndpoint.delete(slot.endpointId);
    const left = this.byHost.get(slot.host)! - 1;
    if (left === 0) this.byHost.delete(slot.host);
    else this.byHost.set(slot.host, left);
    this.held -= 1;
  }

  private isSlow(endpointId: Id): boolean {
    const held = this.byEndpoint.get(endpointId);
    return held !== undefined && this.isSlowNow(held);
  }

  private isSlowNow({ slots, wasSlow }: Held): boolean {
    if (wasSlow) return true;
    // In the order in which they were taken.
    const [oldest] = slots;
    return oldest !== undefined && this.nowMs() - oldest.sinceMs > this.limits.slowAfterMs;
  }

  private heldBySlow(): number {
    let held = 0;
    for (const of of this.byEndpoint.values()) if (this.isSlowNow(of)) held += of.slots.size;
    return held;
  }

  private forgetIdle(): void {
    if (this.byEndpoint.size < MAX_REMEMBERED) return;
    for (const [id, { slots }] of this.byEndpoint) if (slots.size === 0) this.byEndpoint.delete(id);
  }
}
