import type { Config } from '@millwright/config';
import { CONFIG } from '@millwright/host';
import { bodyTooLarge } from '@millwright/webhook';
import { Inject, Injectable } from '@nestjs/common';
import { BodyReader } from '../../http/body-reader.ts';
import type { BodyFailure } from '../../http/body-reading.ts';
import type { Arrival } from '../arrival.ts';
import { IntakeAnswers } from '../intake-answers.ts';
import type { IntakeStep, Next } from '../intake-step.ts';

/** Reads the body once, as bytes, within its limit. */
@Injectable()
export class BodyStep implements IntakeStep {
  private readonly defaultLimitBytes: number;

  constructor(
    @Inject(CONFIG) { ingress }: Config,
    private readonly bodies: BodyReader,
    private readonly answers: IntakeAnswers,
  ) {
    this.defaultLimitBytes = ingress.bodyLimitBytes;
  }

  take(arrival: Arrival, next: Next): void {
    const { exchange, route } = arrival;
    const { request, response } = exchange;
    const limitBytes = route?.maxBodyBytes ?? this.defaultLimitBytes;
    arrival.limitBytes = limitBytes;
    if (Number(request.headers['content-length'] ?? 0) > limitBytes) {
      return this.answers.problem(arrival, bodyTooLarge(limitBytes));
    }
    if (exchange.awaitsContinue) response.writeContinue();
    exchange.body ??= this.bodies.begin(request);
    exchange.body.finish(limitBytes, (result) => {
      this.answers.guarded(exchange, () => {
        if (!Buffer.isBuffer(result)) return this.unread(arrival, result);
        arrival.bytes = result;
        next(arrival);
      });
    });
  }

  private unread(arrival: Arrival, failure: BodyFailure): void {
    switch (failure) {
      case 'too_large':
        return this.answers.problem(arrival, bodyTooLarge(arrival.limitBytes));
      case 'too_slow':
        return void arrival.exchange.refuse(
          'request_timeout',
          'the body took too long: send it again, faster',
        );
      case 'overloaded':
        return this.answers.overloaded(arrival);
      case 'gone':
        // Half a request: there is nobody to answer.
        return;
    }
  }
}
