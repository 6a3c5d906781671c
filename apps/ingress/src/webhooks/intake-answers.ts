import { Logger, Metrics, type CounterMetric } from '@millwright/observability';
import {
  DeliveryBody,
  noContent,
  type Answer,
  type IntakeProblem,
  type RefusalReason,
} from '@millwright/webhook';
import { Injectable } from '@nestjs/common';
import type { Exchange } from '../http/exchange.ts';
import type { ProblemCode } from '../http/problem.ts';
import type { Arrival } from './arrival.ts';
import { Inspector, type RequestOutcome } from './ports/inspector.ts';
import { KeyUnavailableError } from './ports/sender-keys.ts';

const RETRY_SOON = ['retry-after', '1'];
const RETRY_KEY = ['retry-after', '30'];
// Of every cause the same: whoever guesses learns nothing. The owner is told the reason.
const NOT_VERIFIED =
  'the request is not signed as this webhook asks: check the secret on both sides, and that nothing changes the body on its way';

/** Gives the answers of the intake, and tells those who keep and count them. */
@Injectable()
export class IntakeAnswers {
  private readonly refusals: CounterMetric;

  constructor(
    private readonly inspector: Inspector,
    private readonly logger: Logger,
    metrics: Metrics,
  ) {
    this.refusals = metrics.counter(
      'millwright_ingress_verification_failures_total',
      'Requests to webhooks that were not verified, by the reason.',
      ['reason'],
    );
  }

  /** The answer that the sender wants to hear. */
  give(arrival: Arrival, answer: Answer, outcome: RequestOutcome): void {
    arrival.exchange.give(answer);
    if (arrival.route) this.inspector.note(arrival.route, arrival, answer.status, outcome);
  }

  /** The answer of a delivery that was taken: the owner's own, else the sender's. */
  succeed(arrival: Arrival, outcome: RequestOutcome): void {
    const { route, sender, body, headers } = arrival;
    const answer =
      route?.response ?? sender?.successOf({ headers, body: new DeliveryBody(body) }) ?? noContent;
    this.give(arrival, answer, outcome);
  }

  /** Refuses a request that the sender has to change; its owner gets to see it. */
  refuse(
    arrival: Arrival,
    code: ProblemCode,
    detail: string,
    headers: readonly string[] = [],
    reason: RefusalReason | ProblemCode = code,
  ): void {
    const { route, exchange } = arrival;
    const status = exchange.refuse(code, detail, headers);
    if (route !== null) this.inspector.note(route, arrival, status, { is: 'refused', reason });
  }

  problem(arrival: Arrival, { code, detail }: IntakeProblem): void {
    this.refuse(arrival, code, detail);
  }

  notVerified(arrival: Arrival, reason: RefusalReason): void {
    this.countRefusal(arrival, reason);
    const asked = arrival.sender?.provider.wwwAuthenticate;
    const headers = asked === undefined ? [] : ['www-authenticate', asked];
    this.refuse(arrival, 'verification_failed', NOT_VERIFIED, headers, reason);
  }

  /** Not the sender's fault: a key of its own cannot be fetched. */
  keyUnavailable(arrival: Arrival): void {
    this.countRefusal(arrival, 'key_unavailable');
    const detail = "the sender's key, or its confirmation, cannot be fetched right now: try again";
    this.refuse(arrival, 'unavailable', detail, RETRY_KEY, 'key_unavailable');
  }

  /** Something that had to be fetched was not. */
  notFetched(arrival: Arrival, error: unknown): void {
    if (error instanceof KeyUnavailableError) this.keyUnavailable(arrival);
    else this.failed(arrival.exchange, error);
  }

  /** No owner can do anything about it. */
  overloaded({ exchange }: Arrival): void {
    const detail = 'too many large bodies at once: try again in a second';
    exchange.refuse('unavailable', detail, RETRY_SOON);
  }

  unavailable(exchange: Exchange, error: unknown): void {
    this.logger.error({ message: 'webhook.not_taken', request_id: exchange.requestId, error });
    const detail = 'the request cannot be kept right now: try again in a second';
    exchange.refuse('unavailable', detail, RETRY_SOON);
  }

  failed(exchange: Exchange, error: unknown): void {
    this.logger.error({ message: 'webhook.failed', request_id: exchange.requestId, error });
    if (!exchange.response.headersSent) {
      exchange.refuse('internal', 'something failed on our side: try again later');
    }
  }

  /** Whatever is thrown becomes an answer. What goes on after a wait is to be guarded anew. */
  guarded(exchange: Exchange, step: () => void): void {
    try {
      step();
    } catch (error) {
      this.failed(exchange, error);
    }
  }

  private countRefusal({ requestId, route }: Arrival, reason: RefusalReason): void {
    this.refusals.inc({ reason });
    const line = { request_id: requestId, webhook_id: route?.id, reason };
    this.logger.info({ message: 'webhook.not_verified', ...line });
  }
}
