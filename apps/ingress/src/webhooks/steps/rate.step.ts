import { deliveryMethodsOf, type HttpMethod } from '@millwright/webhook';
import { Injectable } from '@nestjs/common';
import { BodyReader } from '../../http/body-reader.ts';
import type { Arrival } from '../arrival.ts';
import { IntakeAnswers } from '../intake-answers.ts';
import type { IntakeStep, Next } from '../intake-step.ts';
import { Rates, type RateRefusal } from '../ports/rates.ts';

/** Lets through as many requests as the webhook takes in its time, before their bodies are read. */
@Injectable()
export class RateStep implements IntakeStep {
  constructor(
    private readonly rates: Rates,
    private readonly bodies: BodyReader,
    private readonly answers: IntakeAnswers,
  ) {}

  take(arrival: Arrival, next: Next): void {
    const { exchange, route } = arrival;
    const refusal = route === null ? undefined : this.rates.admit(route);
    if (!(refusal instanceof Promise)) return this.judge(arrival, refusal, next);
    // A client that hangs up after the whole body has been heard, whatever we wait for.
    exchange.body ??= this.bodies.begin(exchange.request);
    refusal.then(
      (later) => this.answers.guarded(exchange, () => this.judge(arrival, later, next)),
      (error: unknown) => this.answers.failed(exchange, error),
    );
  }

  private judge(arrival: Arrival, refusal: RateRefusal | undefined, next: Next): void {
    if (refusal === undefined) return next(arrival);
    if (refusal.onLimit === 'drop' && isDelivery(arrival)) return this.drop(arrival);
    const seconds = String(refusal.retryAfterSeconds);
    const detail = `the webhook takes no more requests right now: try again in ${seconds} s`;
    this.answers.refuse(arrival, 'rate_limited', detail, ['retry-after', seconds]);
  }

  /** The owner wants the sender to hear that all is well, and nothing of what it sends. */
  private drop(arrival: Arrival): void {
    this.answers.succeed(arrival, { is: 'refused', reason: 'rate_limited' });
  }
}

/** Who asks by a method that only handshakes use waits for its answer: that of a delivery would be none to it. */
const isDelivery = ({ sender, method }: Arrival): boolean =>
  sender === null || deliveryMethodsOf(sender.provider).includes(method as HttpMethod);
