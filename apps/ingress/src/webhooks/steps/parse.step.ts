import type { RequestRecord } from '@millwright/contracts';
import { Batcher } from '@millwright/kernel';
import {
  deliveriesIn,
  IntakeProblem,
  queryStringOf,
  takeIn,
  type Intake,
  type IntakeRequest,
} from '@millwright/webhook';
import { Inject, Injectable } from '@nestjs/common';
import { LIMITS, type IngressLimits } from '../../http/limits.ts';
import type { Arrival } from '../arrival.ts';
import { IntakeAnswers } from '../intake-answers.ts';
import type { IntakeStep, Next } from '../intake-step.ts';

const UNPACKED_AT_ONCE = 4;

/** Reads body and query: what they hold becomes the data of events. */
@Injectable()
export class ParseStep implements IntakeStep {
  /** Packed bodies take turns: a few small ones could fill the memory while they grow, before they are counted. */
  private readonly packed = new Batcher<IntakeRequest, Intake | IntakeProblem>(
    { maxItems: 1, concurrency: UNPACKED_AT_ONCE },
    async ([request]) => [await takeIn(request!)],
  );

  constructor(
    @Inject(LIMITS) private readonly limits: IngressLimits,
    private readonly answers: IntakeAnswers,
  ) {}

  take(arrival: Arrival, next: Next): void {
    const { exchange } = arrival;
    const request = this.requestOf(arrival);
    const isPacked = request.contentEncoding !== 'identity';
    const intake = isPacked ? this.packed.add(request) : takeIn(request);
    if (!(intake instanceof Promise)) return this.taken(arrival, request, intake, next);
    intake.then(
      (unpacked) =>
        this.answers.guarded(exchange, () => this.taken(arrival, request, unpacked, next)),
      (error: unknown) => this.answers.failed(exchange, error),
    );
  }

  private taken(
    arrival: Arrival,
    request: IntakeRequest,
    intake: Intake | IntakeProblem,
    next: Next,
  ): void {
    if (intake instanceof IntakeProblem) return this.answers.problem(arrival, intake);
    const isBatch = arrival.sender?.isBatch(arrival) ?? false;
    const deliveries = isBatch ? deliveriesIn(request, intake) : [intake];
    if (deliveries instanceof IntakeProblem) return this.answers.problem(arrival, deliveries);
    arrival.body = intake.body;
    arrival.deliveries = deliveries;
    next(arrival);
  }

  private requestOf(arrival: Arrival): IntakeRequest {
    const { route } = arrival;
    return {
      requestId: arrival.requestId,
      webhookId: route?.id ?? '',
      dataMode: route?.dataMode ?? 'auto',
      record: recordOf(arrival),
      contentType: arrival.contentType,
      contentEncoding: arrival.contentEncoding,
      bytes: arrival.bytes!,
      limitBytes: arrival.limitBytes,
      limits: this.limits.intake,
    };
  }
}

/** What is kept of the request, and shown in full data: without the secrets that verified it. */
function recordOf({ exchange, sender, method, headers, clientIp }: Arrival): RequestRecord {
  const query = queryStringOf(exchange.request.url!);
  const mask = sender?.mask;
  return {
    method,
    headers: mask === undefined ? headers : mask.headers(headers),
    query_string: mask === undefined || query === null ? query : mask.query(query),
    client_ip: clientIp,
  };
}
