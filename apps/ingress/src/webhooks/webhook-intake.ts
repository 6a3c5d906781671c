import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Config } from '@millwright/config';
import type { VerificationRecord } from '@millwright/contracts';
import { CLOCK, CONFIG } from '@millwright/host';
import { Batcher, type Clock } from '@millwright/kernel';
import { Logger, Metrics, type CounterMetric } from '@millwright/observability';
import {
  bodyTooLarge,
  contentEncodingOf,
  ContentTypes,
  everyOrigin,
  headersOf,
  IntakeProblem,
  providerNamed,
  queryStringOf,
  takeIn,
  verificationRecordOf,
  type Intake,
  type IntakeRequest,
  type Refused,
  type WebhookRoute,
} from '@millwright/webhook';
import { Inject, Injectable } from '@nestjs/common';
import { EventIntake } from '../events/event-intake.ts';
import { BodyReader } from '../http/body-reader.ts';
import type { BodyFailure } from '../http/body-reading.ts';
import { ClientAddresses } from '../http/client-address.ts';
import { Exchange, type Answered } from '../http/exchange.ts';
import { LIMITS, type IngressLimits } from '../http/limits.ts';
import { corsHeadersOf, isPreflight, preflightHeadersOf } from './cors.ts';
import { LastUses } from './last-uses.ts';
import { webhookAddressOf, type WebhookAddress } from './webhook-address.ts';
import { webhookEventOf } from './webhook-event.ts';
import { WebhookRoutes } from './webhook-routes.ts';

const ALLOW = ['allow', 'POST, OPTIONS'];
const RETRY_AFTER = ['retry-after', '1'];
const UNPACKED_AT_ONCE = 4;
// Of every cause the same: whoever guesses learns nothing. The reason is in the log line `webhook.not_verified`.
const NOT_VERIFIED =
  'the request is not signed as this webhook asks: check the secret on both sides, and that nothing changes the body on its way';

/** An enabled webhook, or null: nobody's id is answered like a real one, and nothing comes of it. */
type Route = WebhookRoute | null;

/**
 * Takes requests to webhooks in. A class without Nest's ways and callbacks rather than promises: each request passes
 * here, before Express (bench "accepts"). The steps and their order are those of the first refusal.
 */
@Injectable()
export class WebhookIntake {
  private readonly contentTypes = new ContentTypes();
  private readonly clientAddresses: ClientAddresses;
  private readonly defaultLimitBytes: number;
  private readonly publicUrl: string;
  private readonly requests: CounterMetric;
  private readonly refusals: CounterMetric;
  /** Packed bodies take turns: a few small ones could fill the memory while they grow, before they are counted. */
  private readonly packed = new Batcher<IntakeRequest, Intake | IntakeProblem>(
    { maxItems: 1, concurrency: UNPACKED_AT_ONCE },
    async ([request]) => [await takeIn(request!)],
  );

  constructor(
    @Inject(CONFIG) { ingress, publicUrl }: Config,
    @Inject(LIMITS) private readonly limits: IngressLimits,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly routes: WebhookRoutes,
    private readonly bodies: BodyReader,
    private readonly events: EventIntake,
    private readonly lastUses: LastUses,
    private readonly logger: Logger,
    metrics: Metrics,
  ) {
    this.clientAddresses = new ClientAddresses(ingress.trustedProxies);
    this.defaultLimitBytes = ingress.bodyLimitBytes;
    this.publicUrl = publicUrl;
    this.requests = metrics.counter(
      'millwright_ingress_webhook_requests_total',
      'Requests to webhooks, by the status of their answer.',
      ['status'],
    );
    this.refusals = metrics.counter(
      'millwright_ingress_verification_failures_total',
      'Requests to webhooks that were not verified, by the reason.',
      ['reason'],
    );
  }

  /** Takes a request, or says false: it is for no webhook. */
  handle(request: IncomingMessage, response: ServerResponse, awaitsContinue: boolean): boolean {
    const address = webhookAddressOf(request.url!);
    if (address === undefined) return false;
    const exchange = new Exchange(
      request,
      response,
      awaitsContinue,
      this.clock.now(),
      this.answered,
    );
    this.guarded(exchange, () => this.address(exchange, address));
    return true;
  }

  private readonly answered: Answered = ({ body, requestId }, status) => {
    body?.release();
    this.requests.inc({ status });
    this.logger.debug({ message: 'webhook.answered', request_id: requestId, status });
  };

  private address(exchange: Exchange, { id, provider, isTooDeep }: WebhookAddress): void {
    if (isTooDeep) return exchange.refuse('not_found', 'there is nothing at this address');
    if (provider !== undefined && providerNamed(provider) === undefined) {
      return exchange.refuse(
        'provider_unknown',
        `no provider is called ${JSON.stringify(provider)}: leave it out, or see the catalogue`,
      );
    }
    const { request } = exchange;
    if (request.method !== 'POST' && !isPreflight(request)) {
      return exchange.refuse('method_not_allowed', 'send a POST request', ALLOW);
    }
    const route = id === undefined ? null : this.routes.get(id);
    if (route !== undefined) return this.suffix(exchange, route, provider);
    if (request.method === 'POST') exchange.body = this.bodies.begin(request);
    this.routes.load(id!).then(
      (loaded) => this.guarded(exchange, () => this.suffix(exchange, loaded, provider)),
      (error: unknown) => this.unavailable(exchange, error),
    );
  }

  /** A suffix never weakens a webhook: one that is verified as another sender's is not here. */
  private suffix(exchange: Exchange, route: Route, provider: string | undefined): void {
    const sender = route?.sender;
    if (provider !== undefined && sender && sender.provider !== providerNamed(provider)) {
      const detail = "the webhook is another provider's: leave the last part of the address out";
      return exchange.refuse('provider_unknown', detail);
    }
    this.origin(exchange, route);
  }

  private origin(exchange: Exchange, route: Route): void {
    const { request } = exchange;
    const allowed = route?.allowedOrigins ?? everyOrigin;
    const { origin } = request.headers;
    if (origin !== undefined && !allowed.allows(origin)) {
      return exchange.refuse('origin_forbidden', 'the webhook does not allow this origin');
    }
    if (request.method === 'OPTIONS') {
      return exchange.empty(204, preflightHeadersOf(request, allowed));
    }
    if (origin !== undefined) exchange.headers = corsHeadersOf(origin, allowed);
    this.body(exchange, route);
  }

  private body(exchange: Exchange, route: Route): void {
    const { request, response } = exchange;
    const contentType = this.contentTypes.of(request.headers['content-type']);
    if (contentType instanceof IntakeProblem) return this.problem(exchange, contentType);
    const contentEncoding = contentEncodingOf(request.headers['content-encoding']);
    if (contentEncoding instanceof IntakeProblem) return this.problem(exchange, contentEncoding);
    const limitBytes = route?.maxBodyBytes ?? this.defaultLimitBytes;
    if (Number(request.headers['content-length'] ?? 0) > limitBytes) {
      return this.problem(exchange, bodyTooLarge(limitBytes));
    }
    if (exchange.awaitsContinue) response.writeContinue();
    exchange.body ??= this.bodies.begin(request);
    exchange.body.finish(limitBytes, (result) => {
      this.guarded(exchange, () => {
        if (!Buffer.isBuffer(result)) return this.unread(exchange, result, limitBytes);
        this.verification(exchange, route, {
          requestId: exchange.requestId,
          webhookId: route?.id ?? '',
          dataMode: route?.dataMode ?? 'auto',
          record: {
            method: 'POST',
            headers: headersOf(request.rawHeaders),
            query_string: queryStringOf(request.url!),
            client_ip: this.clientAddresses.of(
              request.socket.remoteAddress,
              request.headers['x-forwarded-for'],
            ),
          },
          contentType,
          contentEncoding,
          bytes: result,
          limitBytes,
          limits: this.limits.intake,
        });
      });
    });
  }

  /** Over the bytes as they came, before anything reads them (bench "intake-verified"). */
  private verification(exchange: Exchange, route: Route, request: IntakeRequest): void {
    const sender = route?.sender;
    if (!sender) return this.bytes(exchange, route, request, null);
    const { arrivedMs } = exchange;
    const { method, headers } = request.record;
    const url = this.publicUrl + exchange.request.url!;
    const verdict = sender.verdictOf({ method, url, headers, rawBody: request.bytes }, arrivedMs);
    if (verdict.is === 'refused') return this.notVerified(exchange, route, verdict);
    if (verdict.is === 'accepted') this.lastUses.noteSecret(verdict.secretId, arrivedMs);
    this.bytes(exchange, route, request, verificationRecordOf(verdict));
  }

  private notVerified(exchange: Exchange, route: Route, { reason }: Refused): void {
    const { requestId } = exchange;
    this.refusals.inc({ reason });
    const line = { request_id: requestId, webhook_id: route?.id, reason };
    this.logger.info({ message: 'webhook.not_verified', ...line });
    exchange.refuse('verification_failed', NOT_VERIFIED);
  }

  private bytes(
    exchange: Exchange,
    route: Route,
    request: IntakeRequest,
    verification: VerificationRecord | null,
  ): void {
    const isPacked = request.contentEncoding !== 'identity';
    const intake = isPacked ? this.packed.add(request) : takeIn(request);
    const next = (taken: Intake | IntakeProblem): void =>
      this.intake(exchange, route, taken, verification);
    if (!(intake instanceof Promise)) return next(intake);
    intake.then(
      (unpacked) => this.guarded(exchange, () => next(unpacked)),
      (error: unknown) => this.failed(exchange, error),
    );
  }

  private intake(
    exchange: Exchange,
    route: Route,
    intake: Intake | IntakeProblem,
    verification: VerificationRecord | null,
  ): void {
    if (intake instanceof IntakeProblem) return this.problem(exchange, intake);
    if (route === null) return exchange.empty(204);
    // A packed body may have become a thousand times as much.
    if (!exchange.body!.holdMore(intake.data.length)) return this.overloaded(exchange);
    const now = this.clock.now();
    this.lastUses.note(route.id, now);
    const event = webhookEventOf(exchange.requestId, route, intake, verification, now);
    this.events.keep(event).then(
      () => exchange.empty(204),
      (error: unknown) => this.unavailable(exchange, error),
    );
  }

  private unread(exchange: Exchange, failure: BodyFailure, limitBytes: number): void {
    switch (failure) {
      case 'too_large':
        return this.problem(exchange, bodyTooLarge(limitBytes));
      case 'too_slow':
        return exchange.refuse('request_timeout', 'the body took too long: send it again, faster');
      case 'overloaded':
        return this.overloaded(exchange);
      case 'gone':
        // Half a request: there is nobody to answer.
        return;
    }
  }

  private problem(exchange: Exchange, { code, detail }: IntakeProblem): void {
    exchange.refuse(code, detail);
  }

  private overloaded(exchange: Exchange): void {
    const detail = 'too many large bodies at once: try again in a second';
    exchange.refuse('unavailable', detail, RETRY_AFTER);
  }

  private unavailable(exchange: Exchange, error: unknown): void {
    this.logger.error({ message: 'webhook.not_taken', request_id: exchange.requestId, error });
    exchange.refuse(
      'unavailable',
      'the request cannot be kept right now: try again in a second',
      RETRY_AFTER,
    );
  }

  private failed(exchange: Exchange, error: unknown): void {
    this.logger.error({ message: 'webhook.failed', request_id: exchange.requestId, error });
    if (!exchange.response.headersSent) {
      exchange.refuse('internal', 'something failed on our side: try again later');
    }
  }

  private guarded(exchange: Exchange, step: () => void): void {
    try {
      step();
    } catch (error) {
      this.failed(exchange, error);
    }
  }
}
