import type { IncomingMessage, ServerResponse } from 'node:http';
import { Database } from '@millwright/database';
import { CLOCK } from '@millwright/host';
import { isUuid, type Clock } from '@millwright/kernel';
import { EmailAddressStore, MailReader, type EmailRoute, type MailReading } from '@millwright/mail';
import { Logger, Metrics, type CounterMetric } from '@millwright/observability';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { settingsOf } from '@millwright/access';
import { EventIntake } from '../events/event-intake.ts';
import { BodyReader } from '../http/body-reader.ts';
import type { BodyFailure } from '../http/body-reading.ts';
import { Exchange } from '../http/exchange.ts';
import { emailEventOf } from './email-event.ts';
import { mailFormOf } from './mail-form.ts';

const ADDRESS = /^\/emails\/([^/?]+)\/?(?:\?|$)/;
const ALLOW = ['allow', 'POST'] as const;
const RETRY_SOON = ['retry-after', '1'] as const;

/**
 * Takes mail in: `POST /emails/{id}`, answered with 200 once it is durable, as those who hand mail on want it. Each
 * address is looked up: mail is rare beside webhooks, and who hands it on tries again.
 */
@Injectable()
export class EmailIntake implements OnApplicationShutdown {
  private readonly reader = new MailReader();
  private readonly requests: CounterMetric;

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly addresses: EmailAddressStore,
    private readonly bodies: BodyReader,
    private readonly events: EventIntake,
    private readonly logger: Logger,
    metrics: Metrics,
  ) {
    this.requests = metrics.counter(
      'millwright_ingress_email_requests_total',
      'Requests to addresses for mail, by the status of their answer.',
      ['status'],
    );
  }

  /** Takes a request, or says false: it is for no such address. */
  handle(request: IncomingMessage, response: ServerResponse, awaitsContinue: boolean): boolean {
    const [, id] = ADDRESS.exec(request.url!) ?? [];
    if (id === undefined) return false;
    const exchange = new Exchange(
      request,
      response,
      awaitsContinue,
      this.clock.now(),
      ({ body }, status) => {
        body?.release();
        this.requests.inc({ status });
      },
    );
    void this.serve(exchange, id.toLowerCase());
    return true;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.reader.close();
  }

  private async serve(exchange: Exchange, id: string): Promise<void> {
    try {
      await this.take(exchange, id);
    } catch (error) {
      const line = { message: 'email.not_taken', request_id: exchange.requestId, error };
      this.logger.error(line);
      const detail = 'the mail cannot be kept right now: try again in a second';
      exchange.refuse('unavailable', detail, RETRY_SOON);
    }
  }

  private async take(exchange: Exchange, id: string): Promise<unknown> {
    const { request, response } = exchange;
    if (request.method !== 'POST') return exchange.refuse('method_not_allowed', 'use POST', ALLOW);
    // A client that hangs up after the whole body has been heard, whatever we wait for.
    if (!exchange.awaitsContinue) exchange.body = this.bodies.begin(request);
    const route = isUuid(id) ? await this.addresses.routeOf(this.database, id) : undefined;
    if (route === undefined) return exchange.refuse('not_found', 'no mail is taken here');
    const form = mailFormOf(request.headers);
    if (form === undefined) {
      const detail =
        "send message/rfc822, or Postmark's application/json, without content-encoding";
      return exchange.refuse('unsupported_media_type', detail);
    }
    const limitBytes = settingsOf(route.settings).max_body_bytes;
    if (Number(request.headers['content-length'] ?? 0) > limitBytes) {
      return this.unread(exchange, 'too_large', limitBytes);
    }
    if (exchange.awaitsContinue) response.writeContinue();
    const body = (exchange.body ??= this.bodies.begin(request));
    const bytes = await new Promise<Buffer | BodyFailure>((done) => body.finish(limitBytes, done));
    if (!Buffer.isBuffer(bytes)) return this.unread(exchange, bytes, limitBytes);
    return this.keep(exchange, route, await this.reader.read({ form, bytes }));
  }

  private async keep(exchange: Exchange, route: EmailRoute, read: MailReading): Promise<unknown> {
    if (!read.ok && read.mayPass) {
      const detail = `the mail was not read: ${read.why}: try again in a second`;
      return exchange.refuse('unavailable', detail, RETRY_SOON);
    }
    if (!read.ok) return exchange.refuse('invalid_body', `the mail cannot be read: ${read.why}`);
    if (exchange.body?.holdMore(read.json.length) === false) {
      return this.unread(exchange, 'overloaded', 0);
    }
    await this.events.keep(emailEventOf(exchange.requestId, route, read.json, this.clock.now()));
    return exchange.empty(200, ['content-length', '0']);
  }

  private unread(exchange: Exchange, failure: BodyFailure, limitBytes: number): unknown {
    switch (failure) {
      case 'too_large':
        return exchange.refuse(
          'body_too_large',
          `a mail may have at most ${limitBytes} bytes here`,
        );
      case 'too_slow':
        return exchange.refuse('request_timeout', 'the mail took too long: send it again, faster');
      case 'overloaded':
        return exchange.refuse(
          'unavailable',
          'too much at once: try again in a second',
          RETRY_SOON,
        );
      case 'gone':
        // Half a request: there is nobody to answer.
        return undefined;
    }
  }
}
