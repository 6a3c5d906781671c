import { FilteredEvent, passesFilter, type NewEvent } from '@millwright/event';
import { CLOCK } from '@millwright/host';
import type { Clock, Id } from '@millwright/kernel';
import { WebhookCounter, type WebhookRoute } from '@millwright/webhook';
import { Inject, Injectable } from '@nestjs/common';
import { EventIntake } from '../../events/event-intake.ts';
import type { Arrival } from '../arrival.ts';
import { IntakeAnswers } from '../intake-answers.ts';
import type { IntakeStep } from '../intake-step.ts';
import { LastUses } from '../last-uses.ts';
import { webhookEventOf } from './webhook-event.ts';

/** Keeps what was sent, as events, and gives the answer that the sender wants to hear once they are durable. */
@Injectable()
export class KeepStep implements IntakeStep {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly events: EventIntake,
    private readonly lastUses: LastUses,
    private readonly counter: WebhookCounter,
    private readonly answers: IntakeAnswers,
  ) {}

  take(arrival: Arrival): void {
    const { exchange, route, deliveries } = arrival;
    if (route === null) return this.succeed(arrival, []);
    // A packed body may have become a thousand times as much.
    const bytes = deliveries.reduce((sum, { data }) => sum + data.length, 0);
    if (!exchange.body!.holdMore(bytes)) return this.answers.overloaded(arrival);
    const ids: Id[] = [];
    this.keep(arrival, route, ids).then(
      () => this.answers.guarded(exchange, () => this.succeed(arrival, ids)),
      (error: unknown) => this.answers.unavailable(exchange, error),
    );
  }

  /** Several are all kept before the sender hears of it; where one is not, it sends all of them again. */
  private keep(arrival: Arrival, route: WebhookRoute, ids: Id[]): Promise<unknown> {
    const now = this.clock.now();
    this.lastUses.note(route.id, now);
    const events = arrival.deliveries.map((each) => webhookEventOf(arrival, route, each, now));
    const kept = events.filter((event) => this.isWanted(route, event));
    ids.push(...kept.map(({ envelope }) => envelope.id));
    return kept.length === 1
      ? this.events.keep(kept[0]!)
      : Promise.all(kept.map((event) => this.events.keep(event)));
  }

  private isWanted({ id, filter }: WebhookRoute, event: NewEvent): boolean {
    if (filter === null || passesFilter(filter, new FilteredEvent(event))) return true;
    this.counter.note(id, 'filtered');
    return false;
  }

  private succeed(arrival: Arrival, eventIds: readonly Id[]): void {
    this.answers.succeed(arrival, { is: 'accepted', eventIds });
  }
}
