import { Injectable } from '@nestjs/common';
import type { Arrival } from '../arrival.ts';
import { IntakeAnswers } from '../intake-answers.ts';
import type { IntakeStep, Next } from '../intake-step.ts';

const FORBIDDEN =
  'the webhook does not take requests from this address: send from one that it allows, or add this one to allowed_ips';

/** Lets requests through from the addresses that the webhook allows. */
@Injectable()
export class AddressStep implements IntakeStep {
  constructor(private readonly answers: IntakeAnswers) {}

  take(arrival: Arrival, next: Next): void {
    const allowed = arrival.route?.allowedAddresses ?? null;
    if (allowed === null || allowed.allows(arrival.clientIp)) return next(arrival);
    this.answers.refuse(arrival, 'address_forbidden', FORBIDDEN);
  }
}
