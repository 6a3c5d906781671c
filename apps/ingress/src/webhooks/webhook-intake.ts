import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Config } from '@millwright/config';
import { CLOCK, CONFIG } from '@millwright/host';
import type { Clock } from '@millwright/kernel';
import { Logger, Metrics, type CounterMetric } from '@millwright/observability';
import { providerNamed, strangerOf, type Sender, type WebhookProvider } from '@millwright/webhook';
import { Inject, Injectable } from '@nestjs/common';
import { BodyReader } from '../http/body-reader.ts';
import { ClientAddresses } from '../http/client-address.ts';
import { Exchange, type Answered } from '../http/exchange.ts';
import { Arrival, type Outside, type Route } from './arrival.ts';
import { IntakeAnswers } from './intake-answers.ts';
import type { Next } from './intake-step.ts';
import { IntakeSteps } from './steps/intake-steps.ts';
import { webhookAddressOf, type WebhookAddress } from './webhook-address.ts';
import { WebhookRoutes } from './webhook-routes.ts';

/**
 * Takes requests to webhooks in: finds the webhook, then the steps have their turns. Without Nest's ways: each request
 * passes here, before Express (bench "intake").
 */
@Injectable()
export class WebhookIntake {
  private readonly outside: Outside;
  private readonly steps: Next;
  private readonly requests: CounterMetric;

  constructor(
    @Inject(CONFIG) { ingress, publicUrl }: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly routes: WebhookRoutes,
    private readonly bodies: BodyReader,
    private readonly answers: IntakeAnswers,
    steps: IntakeSteps,
    private readonly logger: Logger,
    metrics: Metrics,
  ) {
    this.outside = { publicUrl, clientAddresses: new ClientAddresses(ingress.trustedProxies) };
    this.steps = steps.first;
    this.requests = metrics.counter(
      'millwright_ingress_webhook_requests_total',
      'Requests to webhooks, by the status of their answer.',
      ['status'],
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
    this.answers.guarded(exchange, () => this.find(exchange, address));
    return true;
  }

  private readonly answered: Answered = ({ body, requestId }, status) => {
    body?.release();
    this.requests.inc({ status });
    this.logger.debug({ message: 'webhook.answered', request_id: requestId, status });
  };

  private find(exchange: Exchange, { id, provider, isTooDeep }: WebhookAddress): void {
    if (isTooDeep) {
      return void exchange.refuse('not_found', 'there is nothing at this address');
    }
    const suffix = provider === undefined ? undefined : providerNamed(provider);
    if (provider !== undefined && suffix === undefined) {
      const detail = `no provider is called ${JSON.stringify(provider)}: leave it out, or see the catalogue`;
      return void exchange.refuse('provider_unknown', detail);
    }
    const route = id === undefined ? null : this.routes.get(id);
    if (route !== undefined) return this.enter(exchange, route, suffix);
    // A client that hangs up after the whole body has been heard, whatever we wait for.
    exchange.body = this.bodies.begin(exchange.request);
    this.routes.load(id!).then(
      (loaded) => this.answers.guarded(exchange, () => this.enter(exchange, loaded, suffix)),
      (error: unknown) => this.answers.unavailable(exchange, error),
    );
  }

  private enter(exchange: Exchange, route: Route, suffix: WebhookProvider | undefined): void {
    const sender = senderAt(route, suffix);
    if (sender !== undefined) return this.steps(new Arrival(exchange, route, sender, this.outside));
    const detail = "the webhook is another provider's: leave the last part of the address out";
    exchange.refuse('provider_unknown', detail);
  }
}

/** Who sends at an address; undefined: nobody does, as a suffix never weakens a webhook that is another sender's. */
function senderAt(route: Route, suffix: WebhookProvider | undefined): Sender | null | undefined {
  const own = route?.sender ?? null;
  if (suffix === undefined) return own;
  if (own !== null) return rowOf(own.provider) === rowOf(suffix) ? own : undefined;
  return route?.learntFrom.get(suffix.id) ?? strangerOf(suffix);
}

/** Every name of a sender stands for the same way of sending. */
const rowOf = ({ id, aliasOf }: WebhookProvider): string => aliasOf ?? id;
