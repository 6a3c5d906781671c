import { Injectable } from '@nestjs/common';
import type { Arrival } from '../arrival.ts';
import { Greetings } from '../handshakes/greetings.ts';
import type { IntakeStep, Next } from '../intake-step.ts';

/** Answers handshakes of those who were let in. */
@Injectable()
export class VerifiedGreetingStep implements IntakeStep {
  constructor(private readonly greetings: Greetings) {}

  take(arrival: Arrival, next: Next): void {
    const { sender, arrivedMs } = arrival;
    const handshake = sender?.verifiedHandshakeOf(arrival.received(), arrivedMs);
    if (handshake === undefined) return next(arrival);
    this.greetings.answer(arrival, sender!, handshake);
  }
}
