import { Injectable } from '@nestjs/common';
import type { Arrival } from '../arrival.ts';
import { HandshakeAnswers } from '../handshakes/handshake-answers.ts';
import type { IntakeStep, Next } from '../intake-step.ts';

/** Answers handshakes of those who were let in. */
@Injectable()
export class VerifiedHandshakeStep implements IntakeStep {
  constructor(private readonly handshakes: HandshakeAnswers) {}

  take(arrival: Arrival, next: Next): void {
    const { sender, arrivedMs } = arrival;
    const handshake = sender?.verifiedHandshakeOf(arrival.received(), arrivedMs);
    if (handshake === undefined) return next(arrival);
    this.handshakes.answer(arrival, sender!, handshake);
  }
}
