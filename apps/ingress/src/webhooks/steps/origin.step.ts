import { everyOrigin } from '@millwright/webhook';
import { Injectable } from '@nestjs/common';
import type { Arrival } from '../arrival.ts';
import { IntakeAnswers } from '../intake-answers.ts';
import type { IntakeStep, Next } from '../intake-step.ts';
import { corsHeadersOf, preflightHeadersOf } from './cors.ts';
import { webhookMethodsOf } from './webhook-methods.ts';

const FORBIDDEN = 'the webhook does not allow this origin';

/** Lets browsers through from the origins that the webhook allows, and answers those that ask for leave. */
@Injectable()
export class OriginStep implements IntakeStep {
  constructor(private readonly answers: IntakeAnswers) {}

  take(arrival: Arrival, next: Next): void {
    const { exchange, route, sender } = arrival;
    const { origin } = exchange.request.headers;
    if (origin === undefined) return next(arrival);
    const allowed = route?.allowedOrigins ?? everyOrigin;
    if (arrival.isPreflight) {
      if (!allowed.allows(origin)) return void exchange.refuse('origin_forbidden', FORBIDDEN);
      const { forBrowsers } = webhookMethodsOf(sender?.provider);
      return exchange.empty(204, preflightHeadersOf(exchange.request, allowed, forBrowsers));
    }
    if (!allowed.allows(origin)) return this.answers.refuse(arrival, 'origin_forbidden', FORBIDDEN);
    exchange.headers = corsHeadersOf(origin, allowed);
    next(arrival);
  }
}
