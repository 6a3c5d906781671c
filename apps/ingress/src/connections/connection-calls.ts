import type { Config } from '@millwright/config';
import { Database } from '@millwright/database';
import { orderedAmong, plainEnvelope, type NewEvent } from '@millwright/event';
import { CONFIG } from '@millwright/host';
import { newId } from '@millwright/kernel';
import { Logger } from '@millwright/observability';
import { subscribesTo, tasksNamed } from '@millwright/task/commands';
import { headersOf, type ReceivedRequest } from '@millwright/webhook';
import { Inject, Injectable } from '@nestjs/common';
import { EventIntake } from '../events/event-intake.ts';
import type { Exchange } from '../http/exchange.ts';
import { LIMITS, type IngressLimits } from '../http/limits.ts';
import type { ProblemCode } from '../http/problem.ts';
import { type InboundEvent, InboundFault } from './inbound-event.ts';
import type { InboundConnection } from './inbound-source.ts';
import { namedEventOf } from './named-event.ts';
import { isShopifyWebhook, isSignedByApp, shopifyEventOf } from './shopify-webhook.ts';

/** Why a call is not taken. */
export class Refusal {
  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
  ) {}
}

/** A call whose body is here. Undefined: there is no Connection where it came. */
interface Call {
  connection: InboundConnection | undefined;
  rawBody: Buffer;
}

// Of every cause the same: whoever guesses learns neither which Connections there are nor what is wrong.
const NOT_VERIFIED = new Refusal(
  'verification_failed',
  'there is no such Connection, or the call is not signed, or does not show the token, as it asks',
);

/** Takes calls of services: finds out who calls, and keeps what they tell as events. */
@Injectable()
export class ConnectionCalls {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LIMITS) private readonly limits: IngressLimits,
    private readonly database: Database,
    private readonly events: EventIntake,
    private readonly logger: Logger,
  ) {}

  /** Resolves once the event is durable, or with why there is none. Rejects when nothing can take it. */
  async take(exchange: Exchange, { connection, rawBody }: Call): Promise<Refusal | undefined> {
    const { request, requestId } = exchange;
    const received: ReceivedRequest = {
      ...{ method: request.method!, headers: headersOf(request.rawHeaders), rawBody },
      url: this.config.publicUrl + request.url!,
    };
    if (connection === undefined || !isVerified(connection, received, exchange.arrivedMs)) {
      this.logger.info({
        ...{ message: 'connection.not_verified', request_id: requestId },
        connection_id: connection?.id,
      });
      return NOT_VERIFIED;
    }
    if (received.headers['content-encoding'] !== undefined) {
      return new Refusal('unsupported_media_type', 'send the body without a content-encoding');
    }
    const told = eventIn(connection, received, this.limits);
    if (told instanceof InboundFault) return new Refusal('invalid_body', told.detail);
    const stranger = await this.unfitTask(connection, told);
    if (stranger !== undefined) return stranger;
    await this.events.keep(await this.newEvent(connection, told, exchange));
    return undefined;
  }

  /** A named task must be there, and subscribe. */
  private async unfitTask(
    { workspaceId }: InboundConnection,
    { taskId, topic }: InboundEvent,
  ): Promise<Refusal | undefined> {
    if (taskId === null) return undefined;
    const [task] = await tasksNamed(this.database, workspaceId, [taskId]);
    if (task !== undefined && subscribesTo(task.subscriptions, topic)) return undefined;
    const what = task === undefined ? 'is not there' : `does not subscribe to ${topic}`;
    return new Refusal('invalid_body', `task_id: the task ${taskId} ${what}`);
  }

  private async newEvent(
    { workspaceId, type }: InboundConnection,
    { topic, data, source, hint, taskId }: InboundEvent,
    { arrivedMs, requestId }: Exchange,
  ): Promise<NewEvent> {
    const ordered = await orderedAmong(this.database, [workspaceId]);
    return {
      envelope: plainEnvelope({
        ...{ id: newId(), workspace_id: workspaceId, topic, source, request_id: requestId },
        created_at: new Date(arrivedMs).toISOString(),
        provider: type,
        provider_event: hint,
        task_ids: taskId === null ? null : [taskId],
      }),
      data,
      request: null,
      keepsOrder: ordered.has(workspaceId),
    };
  }
}

function isVerified(
  connection: InboundConnection,
  received: ReceivedRequest,
  arrivedMs: number,
): boolean {
  if (connection.type === 'shopify' && isShopifyWebhook(received)) {
    const opened = connection.open();
    return opened.type === 'shopify' && isSignedByApp(opened, received, arrivedMs);
  }
  const [authorization = ''] = received.headers['authorization'] ?? [];
  const [, token] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
  return token !== undefined && connection.isToken(token);
}

const eventIn = (
  { type }: InboundConnection,
  received: ReceivedRequest,
  { intake }: IngressLimits,
): InboundEvent | InboundFault =>
  type === 'shopify' && isShopifyWebhook(received)
    ? shopifyEventOf(received, intake)
    : namedEventOf(received.rawBody, type, intake);
