import type { PermitAsk, Permits, RateRule } from '@millwright/webhook';
import { RecentTakes } from './recent-takes.ts';

/** Permits at hand are good for this part of the window, and a second at most: so much may pass the limit besides. */
const HELD_PART = 0.02;
const MAX_HELD_MS = 1_000;
/** All instances together have at most this part of a limit at hand. */
const AT_HAND_PART = 0.03;
/** What came within a shorter time than this part of it says little about the time that permits are good. */
const SEEN_PART = 0.1;
const ALONE_MS = 500;

/** Asks for permits. Rejects when nobody answers soon enough. */
export type AskPermits = (ask: PermitAsk) => Promise<Permits>;

/** How many instances ask for permits, this one included, as the last answer to any of its limits said. */
export interface Takers {
  count: number;
}

/** Undefined: the request is let through. Else the milliseconds until another would be. */
export type Admission = number | undefined;

/**
 * One limit, as this instance keeps to it. Permits are asked for as requests come, for those that wait together, and
 * where there are many also for the next few: then most find theirs at hand. A limit that is reached is not asked about
 * until there is room. With nobody to ask, the instance lets through its share by its own count, and owns up later.
 */
export class Meter {
  private readonly heldMs: number;
  private readonly taken: RecentTakes;
  private atHand = 0;
  private atHandUntilMs = 0;
  private fullUntilMs = 0;
  private aloneUntilMs = 0;
  private owed = 0;
  private isAsking = false;
  private waiting: ((admission: Admission) => void)[] = [];
  private askedAtMs = 0;
  private takenSince = 0;
  private usedAtMs = 0;

  constructor(
    readonly rule: RateRule,
    private readonly askPermits: AskPermits,
    private readonly now: () => number,
    private readonly takers: Takers,
  ) {
    this.heldMs = Math.min(MAX_HELD_MS, rule.windowMs * HELD_PART);
    this.taken = new RecentTakes(rule.windowMs);
  }

  /** Counts a request in, unless the limit is reached. The promise never rejects. */
  admit(): Admission | Promise<Admission> {
    const now = this.now();
    this.usedAtMs = now;
    if (this.hasAtHand(now)) {
      this.take(now);
      if (!this.isAsking && this.atHand < this.wantedAhead(now) / 2) void this.ask(now);
      return undefined;
    }
    if (now < this.fullUntilMs) return this.fullUntilMs - now;
    if (now < this.aloneUntilMs) return this.admitAlone(now);
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      if (!this.isAsking) void this.ask(now);
    });
  }

  /** Takes back what was let through, since something else has stopped it. */
  giveBack(): void {
    this.atHand += 1;
  }

  /** An ask was answered after it had counted as failed: what it owned up to is written, and its permits go back. */
  settle({ owed }: PermitAsk, { granted }: Permits): void {
    this.owed -= owed + granted;
  }

  /** Whether nothing is lost when it is forgotten. */
  isIdle(now: number): boolean {
    return !this.isAsking && this.usedAtMs < now - this.rule.windowMs;
  }

  private hasAtHand(now: number): boolean {
    if (now >= this.atHandUntilMs) {
      // They go back with the next ask, so that nobody is refused for what nobody used.
      this.owed -= this.atHand;
      this.atHand = 0;
    }
    return this.atHand > 0;
  }

  private take(now: number): void {
    this.atHand -= 1;
    this.takenSince += 1;
    this.taken.add(now);
  }

  /** What will be taken while permits are good, if it goes on as it did since the last ask. */
  private wantedAhead(now: number): number {
    const most = Math.floor((this.rule.requests * AT_HAND_PART) / this.takers.count);
    if (most < 1) return 0;
    const sinceMs = Math.max(this.heldMs * SEEN_PART, now - this.askedAtMs);
    return Math.min(most, Math.floor((this.takenSince * this.heldMs) / sinceMs));
  }

  private async ask(now: number): Promise<void> {
    const { id, requests, windowMs } = this.rule;
    const { owed } = this;
    const wanted = this.waiting.length + this.wantedAhead(now);
    this.isAsking = true;
    this.askedAtMs = now;
    this.takenSince = 0;
    try {
      const permits = await this.askPermits({ id, wanted, owed, requests, windowMs });
      this.owed -= owed;
      this.receive(permits, permits.granted < wanted);
    } catch {
      this.aloneUntilMs = this.now() + ALONE_MS;
      const now = this.now();
      for (const resolve of this.waiting.splice(0)) resolve(this.admitAlone(now));
    } finally {
      this.isAsking = false;
    }
    if (this.waiting.length > 0) void this.ask(this.now());
  }

  private receive({ granted, freeInMs, takers }: Permits, isFull: boolean): void {
    const now = this.now();
    this.takers.count = takers;
    this.atHand = (this.hasAtHand(now) ? this.atHand : 0) + granted;
    this.atHandUntilMs = now + this.heldMs;
    const served = this.waiting.splice(0, this.atHand);
    for (const resolve of served) {
      this.take(now);
      resolve(undefined);
    }
    if (!isFull) return;
    this.fullUntilMs = now + Math.max(1, freeInMs);
    for (const resolve of this.waiting.splice(0)) resolve(this.fullUntilMs - now);
  }

  /** Nobody can be asked: this instance's share of the limit is all it may let through. */
  private admitAlone(now: number): Admission {
    const share = Math.ceil(this.rule.requests / this.takers.count);
    if (this.taken.count(now) >= share) return Math.min(ALONE_MS, this.rule.windowMs);
    this.owed += 1;
    this.taken.add(now);
    return undefined;
  }
}
