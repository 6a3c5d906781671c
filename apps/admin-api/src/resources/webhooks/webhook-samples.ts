import { AuditedWrites } from '@millwright/access';
import type { Config } from '@millwright/config';
import { Database } from '@millwright/database';
import {
  FilteredEvent,
  hintsOf,
  insertOpenEvents,
  passesFilter,
  type NewEvent,
} from '@millwright/event';
import { CLOCK, CONFIG } from '@millwright/host';
import { newSecretId, type Clock, type Id } from '@millwright/kernel';
import { MessageBus } from '@millwright/messaging';
import {
  curlOf,
  sampleEventOf,
  WebhookRouteStore,
  WebhookStore,
  type ReceivedRequest,
} from '@millwright/webhook';
import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../../http/admin-request.ts';
import { found, ProblemError } from '../../http/problem.ts';

/**
 * Tries webhooks: a delivery as the sender makes them is signed, verified, read, named and filtered as the intake does.
 * Left out is what a trial is not to be stopped by: HTTP, handshakes, allowed origins and addresses, rate limits and
 * duplicates.
 */
@Injectable()
export class WebhookSamples {
  constructor(
    private readonly database: Database,
    private readonly bus: MessageBus,
    private readonly webhooks: WebhookStore,
    private readonly routes: WebhookRouteStore,
    private readonly writes: AuditedWrites,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The event that was made, unless the filter did not want it, and the request as it can be sent by hand. */
  async send(by: Caller, id: Id) {
    found(await this.webhooks.find(this.database, by.workspace.id, id), 'webhook');
    const route = (await this.routes.routesOf(this.database, [id])).routes.get(id);
    if (route === undefined) {
      throw new ProblemError('conflict', 'the webhook is disabled: enable it first');
    }
    const { publicUrl } = this.config;
    const requestId = newSecretId();
    const { event, request, isSigned } = sampleEventOf(route, {
      url: `${publicUrl}/webhooks/${id}`,
      requestId,
      nowMs: this.clock.now(),
    });
    const { filter } = route;
    const isFiltered = filter !== null && !passesFilter(filter, new FilteredEvent(event));
    if (!isFiltered) await this.commit(event);
    const eventId = isFiltered ? null : event.envelope.id;
    const changes = { event_id: eventId };
    await this.writes.note(by, { action: 'sample', resource: 'webhooks', id, changes });
    return {
      event_id: eventId,
      filtered: isFiltered,
      request_id: requestId,
      topic: event.envelope.topic,
      signed: isSigned,
      request: shownRequest(request),
      curl: curlOf(request),
    };
  }

  private async commit(event: NewEvent): Promise<void> {
    await this.database.transaction(async (tx) => {
      await insertOpenEvents(tx, [event]);
      const hints = await hintsOf(tx, [event]);
      tx.afterCommit(() => this.bus.publishAll(hints));
    });
  }
}

const shownRequest = ({ method, url, headers, rawBody }: ReceivedRequest) => ({
  method,
  url,
  headers,
  body: rawBody.toString(),
});
