import { Injectable } from '@nestjs/common';
import type { Arrival } from '../arrival.ts';
import { HandshakeAnswers } from '../handshakes/handshake-answers.ts';
import type { IntakeStep, Next } from '../intake-step.ts';

/** Answers handshakes that anybody can make. Nobody's webhook answers alike. */
@Injectable()
export class HandshakeStep implements IntakeStep {
  constructor(private readonly handshakes: HandshakeAnswers) {}

  take(arrival: Arrival, next: Next): void {
    const { sender, route, arrivedMs } = arrival;
    if (sender === null) return next(arrival);
    const isWindowOpen = route === null || arrivedMs < route.learnsUntilMs;
    const handshake = sender.handshakeOf(arrival.received(), arrivedMs, isWindowOpen);
    if (handshake === undefined) return next(arrival);
    this.handshakes.answer(arrival, sender, handshake);
  }
}
