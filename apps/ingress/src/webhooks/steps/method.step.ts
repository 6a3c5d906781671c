import { Injectable } from '@nestjs/common';
import type { Arrival } from '../arrival.ts';
import type { IntakeStep, Next } from '../intake-step.ts';
import { isPreflight } from './cors.ts';
import { webhookMethodsOf } from './webhook-methods.ts';

/** Lets through what the sender's requests are made with. Of OPTIONS the sender's own meaning comes before a browser's. */
@Injectable()
export class MethodStep implements IntakeStep {
  take(arrival: Arrival, next: Next): void {
    const { method, exchange, sender } = arrival;
    const { taken, allow } = webhookMethodsOf(sender?.provider);
    const isTaken = taken.includes(method) && (method !== 'OPTIONS' || isHandshake(arrival));
    if (isTaken) return next(arrival);
    arrival.isPreflight = isPreflight(exchange.request);
    if (arrival.isPreflight) return next(arrival);
    exchange.refuse('method_not_allowed', `use ${allow[1]}`, allow);
  }
}

/** Whether the sender's own handshake is made with it. */
function isHandshake(arrival: Arrival): boolean {
  const handshake = arrival.sender?.handshakeOf(arrival.received(), arrival.arrivedMs, true);
  return handshake !== undefined && !(handshake.is === 'not_greeted' && handshake.status === 405);
}
