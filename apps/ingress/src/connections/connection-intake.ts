import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Config } from '@millwright/config';
import { CLOCK, CONFIG } from '@millwright/host';
import { isUuid, type Clock } from '@millwright/kernel';
import { Logger, Metrics, type CounterMetric } from '@millwright/observability';
import { Inject, Injectable } from '@nestjs/common';
import { BodyReader } from '../http/body-reader.ts';
import type { BodyFailure } from '../http/body-reading.ts';
import { Exchange, type Answered } from '../http/exchange.ts';
import { ConnectionCalls, Refusal } from './connection-calls.ts';
import { InboundSource } from './inbound-source.ts';

const ADDRESS = /^\/connections\/([^/?]+)\/?(?:\?|$)/;
const RETRY_SOON = ['retry-after', '1'];

/** `POST /connections/{id}`: what the services of Connections tell us. In front of Express, as webhooks are. */
@Injectable()
export class ConnectionIntake {
  private readonly limitBytes: number;
  private readonly requests: CounterMetric;

  constructor(
    @Inject(CONFIG) { ingress }: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly source: InboundSource,
    private readonly calls: ConnectionCalls,
    private readonly bodies: BodyReader,
    private readonly logger: Logger,
    metrics: Metrics,
  ) {
    this.limitBytes = ingress.bodyLimitBytes;
    this.requests = metrics.counter(
      'millwright_ingress_connection_requests_total',
      'Requests of the services of Connections, by the status of their answer.',
      ['status'],
    );
  }

  /** Takes a request, or says false: it is for no Connection. */
  handle(request: IncomingMessage, response: ServerResponse, awaitsContinue: boolean): boolean {
    const [, id] = ADDRESS.exec(request.url!) ?? [];
    if (id === undefined) return false;
    const { source } = this;
    const now = this.clock.now();
    const exchange = new Exchange(request, response, awaitsContinue, now, this.answered);
    if (request.method !== 'POST') {
      exchange.refuse('method_not_allowed', 'services post here', ['allow', 'POST']);
    } else if (Number(request.headers['content-length'] ?? 0) > this.limitBytes) {
      this.unread(exchange, 'too_large');
    } else {
      if (awaitsContinue) response.writeContinue();
      exchange.body = this.bodies.begin(request);
      exchange.body.finish(this.limitBytes, (body) => {
        if (Buffer.isBuffer(body)) void this.take(exchange, source, isUuid(id) ? id : '', body);
        else this.unread(exchange, body);
      });
    }
    return true;
  }

  private readonly answered: Answered = ({ body, requestId }, status) => {
    body?.release();
    this.requests.inc({ status });
    this.logger.debug({ message: 'connection.answered', request_id: requestId, status });
  };

  private async take(
    exchange: Exchange,
    source: InboundSource,
    id: string,
    rawBody: Buffer,
  ): Promise<void> {
    try {
      const refusal = await this.calls.take(exchange, { source, id: id.toLowerCase(), rawBody });
      if (refusal instanceof Refusal) exchange.refuse(refusal.code, refusal.detail);
      else exchange.empty(204);
    } catch (error) {
      const { requestId: request_id } = exchange;
      this.logger.error({ message: 'connection.not_taken', request_id, error });
      const detail = 'the request cannot be kept right now: try again in a second';
      exchange.refuse('unavailable', detail, RETRY_SOON);
    }
  }

  private unread(exchange: Exchange, failure: BodyFailure): void {
    switch (failure) {
      case 'too_large':
        exchange.refuse('body_too_large', `the body may have ${this.limitBytes} bytes`);
        return;
      case 'too_slow':
        exchange.refuse('request_timeout', 'the body took too long: send it again, faster');
        return;
      case 'overloaded':
        exchange.refuse('unavailable', 'too many large bodies at once: try again', RETRY_SOON);
        return;
      case 'gone':
        // Half a request: there is nobody to answer.
        return;
    }
  }
}
