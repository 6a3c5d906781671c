import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Config } from '@millwright/config';
import { Database } from '@millwright/database';
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
  private readonly defaultLimitBytes: number;
  private readonly requests: CounterMetric;

  constructor(
    @Inject(CONFIG) { ingress }: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly source: InboundSource,
    private readonly calls: ConnectionCalls,
    private readonly bodies: BodyReader,
    private readonly logger: Logger,
    metrics: Metrics,
  ) {
    this.defaultLimitBytes = ingress.bodyLimitBytes;
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
    const now = this.clock.now();
    const exchange = new Exchange(request, response, awaitsContinue, now, this.answered);
    void this.serve(exchange, id.toLowerCase());
    return true;
  }

  private readonly answered: Answered = ({ body, requestId }, status) => {
    body?.release();
    this.requests.inc({ status });
    this.logger.debug({ message: 'connection.answered', request_id: requestId, status });
  };

  private async serve(exchange: Exchange, id: string): Promise<void> {
    try {
      await this.take(exchange, id);
    } catch (error) {
      const { requestId: request_id } = exchange;
      this.logger.error({ message: 'connection.not_taken', request_id, error });
      const detail = 'the request cannot be kept right now: try again in a second';
      exchange.refuse('unavailable', detail, RETRY_SOON);
    }
  }

  private async take(exchange: Exchange, id: string): Promise<void> {
    const { request, response, awaitsContinue } = exchange;
    if (request.method !== 'POST') {
      exchange.refuse('method_not_allowed', 'services post here', ['allow', 'POST']);
      return;
    }
    // A client that hangs up after the whole body has been heard, whatever we wait for.
    if (!awaitsContinue) exchange.body = this.bodies.begin(request);
    const { database, source } = this;
    const connection = isUuid(id) ? await source.byInboundId(database, id) : undefined;
    const limitBytes = connection?.maxBodyBytes ?? this.defaultLimitBytes;
    if (Number(request.headers['content-length'] ?? 0) > limitBytes) {
      return this.unread(exchange, 'too_large', limitBytes);
    }
    if (awaitsContinue) response.writeContinue();
    const body = (exchange.body ??= this.bodies.begin(request));
    const rawBody = await new Promise<Buffer | BodyFailure>((done) =>
      body.finish(limitBytes, done),
    );
    if (!Buffer.isBuffer(rawBody)) return this.unread(exchange, rawBody, limitBytes);
    const refusal = await this.calls.take(exchange, { connection, rawBody });
    if (refusal instanceof Refusal) exchange.refuse(refusal.code, refusal.detail);
    else exchange.empty(204);
  }

  private unread(exchange: Exchange, failure: BodyFailure, limitBytes: number): void {
    switch (failure) {
      case 'too_large':
        exchange.refuse('body_too_large', `the body may have ${limitBytes} bytes`);
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
