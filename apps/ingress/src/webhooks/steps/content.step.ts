import { contentEncodingOf, ContentTypes, IntakeProblem } from '@millwright/webhook';
import type { ContentType } from '@millwright/webhook';
import { Injectable } from '@nestjs/common';
import type { Arrival } from '../arrival.ts';
import { IntakeAnswers } from '../intake-answers.ts';
import type { IntakeStep, Next } from '../intake-step.ts';

/** Lets through what can be read, and what the sender's deliveries are made of. */
@Injectable()
export class ContentStep implements IntakeStep {
  private readonly contentTypes = new ContentTypes();

  constructor(private readonly answers: IntakeAnswers) {}

  take(arrival: Arrival, next: Next): void {
    const { headers } = arrival.exchange.request;
    const contentType = this.contentTypeOf(arrival, headers['content-type']);
    if (contentType instanceof IntakeProblem) return this.answers.problem(arrival, contentType);
    const contentEncoding = contentEncodingOf(headers['content-encoding']);
    if (contentEncoding instanceof IntakeProblem) {
      return this.answers.problem(arrival, contentEncoding);
    }
    arrival.contentType = contentType;
    arrival.contentEncoding = contentEncoding;
    next(arrival);
  }

  private contentTypeOf(arrival: Arrival, header: string | undefined): ContentType | IntakeProblem {
    const { sender, method } = arrival;
    if (sender === null) return this.contentTypes.of(header);
    if (method !== 'OPTIONS' && !sender.takesContent(arrival)) {
      const detail = `${sender.provider.name} is not sent as this content type`;
      return new IntakeProblem('unsupported_media_type', detail);
    }
    return sender.sendsJson ? this.contentTypes.asJson(header) : this.contentTypes.of(header);
  }
}
