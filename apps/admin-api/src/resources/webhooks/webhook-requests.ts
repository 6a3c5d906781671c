import type { Config } from '@millwright/config';
import { Database } from '@millwright/database';
import {
  eventsOfRequest,
  keptRequestOf,
  latestEventsOfWebhook,
  type WebhookEvent,
} from '@millwright/event';
import { CLOCK, CONFIG } from '@millwright/host';
import { lowestIdAt, type Clock, type Id } from '@millwright/kernel';
import {
  KEPT_CAPTURED,
  KEPT_DAYS,
  Mask,
  providerNamed,
  WebhookRequestStore,
  WebhookSecretStore,
  type Webhook,
} from '@millwright/webhook';
import { Inject, Injectable } from '@nestjs/common';
import { headOf, keptHeadOf, showSeen, showTaken } from './webhook-request.dto.ts';

const DAY_MS = 86_400_000;

/**
 * The latest requests of a webhook: those that became events are found with these, refused ones were kept as such, and
 * while they are captured, all others too.
 */
@Injectable()
export class WebhookRequests {
  constructor(
    private readonly database: Database,
    private readonly store: WebhookRequestStore,
    private readonly secrets: WebhookSecretStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The last hundred, newest first. */
  async latest(workspaceId: Id, webhookId: Id) {
    const since = lowestIdAt(this.clock.now() - KEPT_DAYS * DAY_MS);
    const limit = KEPT_CAPTURED;
    const [seen, events] = await Promise.all([
      this.store.latestOf(this.database, workspaceId, webhookId, { limit }),
      latestEventsOfWebhook(this.database, workspaceId, webhookId, { since, limit }),
    ]);
    const eventsOf = byRequest(events);
    const isSeen = new Set(seen.map(({ requestId }) => requestId));
    const taken = [...eventsOf].filter(([requestId]) => !isSeen.has(requestId));
    return [
      ...seen.map((one) => showSeen(one, eventsOf.get(one.requestId) ?? [])),
      ...taken.map(([requestId, ofIt]) => showTaken(requestId, ofIt)),
    ]
      .sort((a, b) => b.received_at.getTime() - a.received_at.getTime())
      .slice(0, limit);
  }

  /** One of them with what came, as far as it was kept. */
  async get(webhook: Webhook, requestId: Id) {
    const { workspaceId, id: webhookId } = webhook;
    const [seen] = await this.store.latestOf(this.database, workspaceId, webhookId, {
      requestId,
      limit: 1,
    });
    const events = await eventsOfRequest(this.database, workspaceId, webhookId, requestId);
    if (seen !== undefined) return { ...showSeen(seen, events), ...headOf(seen), sample: false };
    const kept = await keptRequestOf(this.database, workspaceId, webhookId, requestId);
    if (kept === undefined) return undefined;
    const url = `${this.config.publicUrl}/webhooks/${webhookId}`;
    return {
      ...showTaken(requestId, events),
      ...keptHeadOf(url, kept, await this.maskOf(webhook, kept)),
    };
  }

  /** By what holds now of whoever sent it. */
  private async maskOf({ workspaceId, id, ...webhook }: Webhook, { provider }: WebhookEvent) {
    const config = webhook.provider === provider ? webhook.verification?.config : undefined;
    const present = await this.secrets.presentOf(this.database, workspaceId, id, provider);
    const values = present.flatMap(({ value }) => value ?? []);
    return new Mask((provider && providerNamed(provider)) || null, config ?? {}, values);
  }
}

/** A batch becomes several events. */
function byRequest(events: readonly WebhookEvent[]): ReadonlyMap<Id, WebhookEvent[]> {
  const grouped = new Map<Id, WebhookEvent[]>();
  for (const event of events) {
    const others = grouped.get(event.request_id);
    if (others === undefined) grouped.set(event.request_id, [event]);
    else others.push(event);
  }
  return grouped;
}
