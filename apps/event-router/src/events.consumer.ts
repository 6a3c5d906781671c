import { decodeMessage, eventReceived, MessageUnreadableError } from '@millwright/contracts';
import { Database } from '@millwright/database';
import { BeforeAttemptError, ConsumeQueue, eventQueues, inStage } from '@millwright/messaging';
import { BatchRouter, handleMarker, type EventToRoute } from '@millwright/task';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';

const PREFETCH = 200;

/** Accepted events, in the order of each shard. */
@Controller()
export class EventsConsumer {
  constructor(
    private readonly database: Database,
    private readonly router: BatchRouter,
  ) {}

  @ConsumeQueue(eventQueues, { prefetch: PREFETCH })
  async onEvent(@Payload() body: Buffer): Promise<void> {
    if (await handleMarker(this.database, body)) return;
    await inStage(BeforeAttemptError, () => this.router.add(eventOf(body)));
  }
}

function eventOf(body: Buffer): EventToRoute {
  const { head, data } = decodeMessage(eventReceived, body);
  const { event_id: eventId, stored, event, request = null, verification = null, dedupe } = head;
  if (!stored && (event === undefined || data === undefined)) {
    throw new MessageUnreadableError(`event ${eventId} has neither a row nor its data here`);
  }
  return { eventId, stored, event, data, request, verification, dedupe };
}
