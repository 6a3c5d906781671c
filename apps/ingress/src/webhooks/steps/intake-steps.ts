import { Injectable } from '@nestjs/common';
import { inOrder, type Next } from '../intake-step.ts';
import { AddressStep } from './address.step.ts';
import { BodyStep } from './body.step.ts';
import { ContentStep } from './content.step.ts';
import { HandshakeStep } from './handshake.step.ts';
import { KeepStep } from './keep.step.ts';
import { MethodStep } from './method.step.ts';
import { OriginStep } from './origin.step.ts';
import { ParseStep } from './parse.step.ts';
import { RateStep } from './rate.step.ts';
import { VerificationStep } from './verification.step.ts';
import { VerifiedHandshakeStep } from './verified-handshake.step.ts';

/** The steps of the intake. Their order is that of the first refusal, and so part of what senders rely on. */
@Injectable()
export class IntakeSteps {
  readonly first: Next;

  constructor(
    method: MethodStep,
    origin: OriginStep,
    address: AddressStep,
    rate: RateStep,
    content: ContentStep,
    body: BodyStep,
    handshake: HandshakeStep,
    verification: VerificationStep,
    verifiedHandshake: VerifiedHandshakeStep,
    parse: ParseStep,
    keep: KeepStep,
  ) {
    this.first = inOrder([
      method,
      origin,
      address,
      rate,
      content,
      body,
      handshake,
      verification,
      verifiedHandshake,
      parse,
      keep,
    ]);
  }
}
