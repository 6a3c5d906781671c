import { Database } from '@millwright/database';
import { INSTANCE_ID } from '@millwright/host';
import { Batcher, type Id } from '@millwright/kernel';
import { PermitStore, WebhookCounter } from '@millwright/webhook';
import type { PermitAsk, Permits, RateRule, WebhookRoute } from '@millwright/webhook';
import { Inject, Injectable } from '@nestjs/common';
import { Rates, type RateRefusal } from '../ports/rates.ts';
import { Meter, type Admission, type Takers } from './meter.ts';
import { within } from './within.ts';

const ASKED_TOGETHER = 500;
const ASKED_AT_A_TIME = 2;
/** A sender waits for its answer: who does not answer sooner counts as away. */
const ANSWER_MS = 1_000;
const KEPT_METERS = 10_000;
const SECOND_MS = 1_000;

/** Keeps to the limits of webhooks and Workspaces together with all other instances. Without a limit nothing is asked. */
@Injectable()
export class RateLimits extends Rates {
  private readonly meters = new Map<Id, Meter>();
  private readonly takers: Takers = { count: 1 };
  private readonly asks: Batcher<PermitAsk, Permits>;

  constructor(
    database: Database,
    store: PermitStore,
    @Inject(INSTANCE_ID) instanceId: Id,
    private readonly counter: WebhookCounter,
  ) {
    super();
    this.asks = new Batcher(
      { maxItems: ASKED_TOGETHER, concurrency: database.isEmbedded ? 1 : ASKED_AT_A_TIME },
      (asks) => store.give(database, instanceId, asks),
    );
  }

  override admit(route: WebhookRoute): RateRefusal | undefined | Promise<RateRefusal | undefined> {
    return route.rates.length === 0 ? undefined : this.passed(route, 0);
  }

  /** All rules have to let it through, one after another. */
  private passed(
    route: WebhookRoute,
    from: number,
  ): RateRefusal | undefined | Promise<RateRefusal | undefined> {
    for (let index = from; index < route.rates.length; index += 1) {
      const admission = this.meterOf(route.rates[index]!).admit();
      if (admission instanceof Promise) {
        return admission.then(
          (later) => this.refused(route, index, later) ?? this.passed(route, index + 1),
        );
      }
      if (admission !== undefined) return this.refused(route, index, admission);
    }
    return undefined;
  }

  private refused(
    { id, rates }: WebhookRoute,
    index: number,
    admission: Admission,
  ): RateRefusal | undefined {
    if (admission === undefined) return undefined;
    for (const passed of rates.slice(0, index)) this.meterOf(passed).giveBack();
    this.counter.note(id, 'rate_limited');
    const { onLimit } = rates[index]!;
    return { onLimit, retryAfterSeconds: Math.max(1, Math.ceil(admission / SECOND_MS)) };
  }

  private meterOf(rule: RateRule): Meter {
    const known = this.meters.get(rule.id);
    if (known !== undefined && isSame(known.rule, rule)) return known;
    if (this.meters.size >= KEPT_METERS) this.dropIdle();
    const meter: Meter = new Meter(
      rule,
      (ask) => within(ANSWER_MS, this.asks.add(ask), (late) => meter.settle(ask, late)),
      nowMs,
      this.takers,
    );
    this.meters.set(rule.id, meter);
    return meter;
  }

  private dropIdle(): void {
    const now = nowMs();
    for (const [id, meter] of this.meters) if (meter.isIdle(now)) this.meters.delete(id);
  }
}

/** It only ever grows: a clock that is set back would keep a limit shut. */
const nowMs = (): number => performance.now();

const isSame = (left: RateRule, right: RateRule): boolean =>
  left === right || (left.requests === right.requests && left.windowMs === right.windowMs);
