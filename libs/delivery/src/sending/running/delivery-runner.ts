import type { Database } from '@millwright/database';
import { messageOf, type Clock, type Id } from '@millwright/kernel';
import type { OutboundHttp } from '@millwright/net';
import type { Logger } from '@millwright/observability';
import type { InstanceFacts } from '../../request/index.ts';
import { claimDeliveries } from '../claim/claim-deliveries.ts';
import type { Claims, EndpointTurn } from '../claim/claimed.ts';
import { askOrigin } from '../origin/ask-origin.ts';
import { recordOrigin } from '../origin/record-origin.ts';
import { DeliverySlots, type DeliverySlot } from '../slots/delivery-slots.ts';
import { Turns } from '../slots/turns.ts';
import type { AttemptsInHand } from './attempts-in-hand.ts';
import type { EndpointCache } from './endpoint-cache.ts';

/** What a runner of deliveries is made of. */
export interface DeliveryRunnerTools {
  database: Database;
  net: Pick<OutboundHttp, 'attempt'>;
  instance: InstanceFacts;
  endpoints: EndpointCache;
  attempts: AttemptsInHand;
  logger: Logger;
  holder: string;
  /** How many attempts may be under way here. */
  concurrency: number;
  /** Holds the time still; missing: it is the database's. */
  clock?: Clock | undefined;
  random?: () => number;
}

const ENDPOINTS_AT_ONCE = 32;
const CLAIMS_AT_ONCE = 4;
/** One turn of an endpoint: whoever has more to send comes again behind the others. */
const ATTEMPTS_A_TURN = 64;
/** Somebody else was claiming of the endpoint, or the database was away: ask again after so long. */
const ASK_AGAIN_MS = 50;
const MAX_TIMER_MS = 60_000;
/** With the hand-back behind it well within the 30 s that a process has for its end. */
const FINISH_WITHIN_MS = 18_000;

/**
 * Asks endpoints in turn for deliveries that may start, and has their attempts made. A hint only puts an endpoint in
 * line; an endpoint that hangs takes none of the others' turns.
 */
export class DeliveryRunner {
  private readonly turns = new Turns();
  private readonly slots: DeliverySlots;
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly underWay = new Set<Promise<void>>();
  private readonly stopping = new AbortController();
  private readonly roomers: (() => void)[] = [];
  private claims = 0;
  private isStopping = false;
  private abortTimer: NodeJS.Timeout | undefined;

  constructor(private readonly tools: DeliveryRunnerTools) {
    this.slots = new DeliverySlots({ total: tools.concurrency }, () => performance.now());
  }

  /** How many attempts are under way. */
  get inUse(): number {
    return this.slots.inUse;
  }

  /**
   * Puts an endpoint in line. Resolves at once while there is room, so that its message can be acked: with every place
   * taken, messages wait for one, here or at another runner.
   */
  async ask(endpointId: Id): Promise<void> {
    if (this.isStopping) return;
    this.turns.add(endpointId);
    this.pump();
    if (this.slots.free > 0) return;
    await new Promise<void>((resolve) => this.roomers.push(resolve));
  }

  /** Claims no more. What is under way has a while to end. */
  stop(): void {
    if (this.isStopping) return;
    this.isStopping = true;
    this.abortTimer = setTimeout(() => this.abort(), FINISH_WITHIN_MS);
    this.turns.clear();
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    for (const resolve of this.roomers.splice(0)) resolve();
  }

  /** Breaks off what is under way: it is handed back by {@link drain}. */
  abort(): void {
    this.stopping.abort(new Error('the runner is stopping'));
    this.tools.attempts.abort();
  }

  /** Resolves when nothing is under way any more; what was broken off is due again then. */
  async drain(): Promise<void> {
    this.stop();
    await this.idle();
    clearTimeout(this.abortTimer);
    await this.tools.attempts.handBack();
  }

  /** Resolves when every endpoint in line has been asked and every attempt has ended. */
  async idle(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay);
  }

  /** Places were given back: who waited for one may try. */
  private admit(): void {
    this.turns.release();
    for (const resolve of this.roomers.splice(0)) resolve();
  }

  private pump(): void {
    while (this.claims < CLAIMS_AT_ONCE && !this.isStopping && this.slots.free > 0) {
      const ids = this.turns.take(ENDPOINTS_AT_ONCE);
      if (ids.length === 0) return;
      this.claims += 1;
      this.track(
        this.claim(ids).finally(() => {
          this.claims -= 1;
          this.turns.done(ids);
          this.pump();
        }),
      );
    }
  }

  private async claim(ids: readonly Id[]): Promise<void> {
    const { database, endpoints, holder, clock, logger } = this.tools;
    const reserved = new Map<Id, DeliverySlot[]>();
    try {
      await endpoints.know(ids);
      for (const id of ids) this.reserve(id, ids.length, reserved);
      if (reserved.size === 0) return;
      const asks = [...reserved].map(([endpointId, { length: most }]) => ({ endpointId, most }));
      const now = clock === undefined ? null : new Date(clock.now());
      const { turns, deliveries } = await claimDeliveries(database, asks, { holder, now });
      const answered = new Set(turns.map(({ endpointId }) => endpointId));
      for (const turn of turns) this.start(turn, deliveries, reserved.get(turn.endpointId)!);
      const silent = [...reserved.keys()].filter((id) => !answered.has(id));
      for (const id of await endpoints.thoseLeft(silent)) this.askLater(id, ASK_AGAIN_MS);
    } catch (error) {
      logger.warn({ message: 'deliveries.not_claimed', reason: messageOf(error) });
      for (const id of ids) this.askLater(id, ASK_AGAIN_MS * 10);
    } finally {
      const unused = [...reserved.values()].flat();
      for (const slot of unused) this.slots.give(slot, { unused: true });
      // Only then: who has no room would be asked over and over.
      if (unused.length > 0) this.admit();
    }
  }

  /** Takes an endpoint's places for the time of the claim; one that has none here waits for others to end. */
  private reserve(id: Id, asked: number, reserved: Map<Id, DeliverySlot[]>): void {
    const host = this.tools.endpoints.hostOf(id);
    if (host === undefined) return;
    const share = Math.min(ATTEMPTS_A_TURN, Math.max(1, Math.floor(this.slots.free / asked)));
    const room = this.slots.room(id, host, share);
    if (room === 0) return this.turns.hold(id);
    reserved.set(
      id,
      Array.from({ length: room }, () => this.slots.take(id, host)),
    );
  }

  /** Has the attempts of a turn made. The places that they take leave `reserved`. */
  private start(
    turn: EndpointTurn,
    deliveries: Claims['deliveries'],
    reserved: DeliverySlot[],
  ): void {
    const { endpointId, claimed, changedEpoch } = turn;
    const isShort = claimed.length > 0 && claimed.length === reserved.length;
    // It gave all that was asked of it: behind the others it has another turn.
    if (isShort) this.turns.add(endpointId);
    for (const one of claimed) {
      const slot = reserved.pop()!;
      const delivery = deliveries.get(one.deliveryId);
      const ended = this.tools.attempts.make(one, delivery, changedEpoch).finally(() => {
        this.slots.give(slot);
        if (turn.mayHaveMore || one.isInLane || one.isProbe) this.turns.add(endpointId);
        this.admit();
        this.pump();
      });
      this.track(ended);
    }
    if (turn.asksOrigin) this.track(this.handshake(turn));
    if (turn.askAgainAt !== null) this.askAgainAt(endpointId, turn.askAgainAt);
  }

  private async handshake({ endpointId, changedEpoch }: EndpointTurn): Promise<void> {
    const { database, endpoints, net, instance, clock, random = Math.random, logger } = this.tools;
    try {
      const sendable = await endpoints.atEpoch(endpointId, changedEpoch);
      if (sendable === undefined) return;
      const answer = await askOrigin(net, sendable, instance, this.stopping.signal);
      const now = clock === undefined ? null : new Date(clock.now());
      await recordOrigin(database, sendable.endpoint, answer, { now, random });
      logger.info({
        message: 'origin.asked',
        endpoint_id: endpointId,
        granted: answer.isGranted,
      });
      if (answer.isGranted) this.askLater(endpointId, 0);
    } catch (error) {
      // It is asked again when its time is over.
      logger.warn({
        message: 'origin.not_asked',
        endpoint_id: endpointId,
        reason: messageOf(error),
      });
    }
  }

  private askAgainAt(endpointId: Id, time: Date): void {
    const nowMs = this.tools.clock?.now() ?? Date.now();
    this.askLater(endpointId, Math.max(ASK_AGAIN_MS, time.getTime() - nowMs));
  }

  /** Only to be quick about it: whatever is due and forgotten here, the sweep finds. */
  private askLater(endpointId: Id, ms: number): void {
    if (this.isStopping || ms > MAX_TIMER_MS) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.turns.add(endpointId);
      this.pump();
    }, ms);
    timer.unref();
    this.timers.add(timer);
  }

  private track(work: Promise<void>): void {
    this.underWay.add(work);
    void work.finally(() => this.underWay.delete(work));
  }
}
