import { allowsResource } from '@millwright/access';
import { Database } from '@millwright/database';
import type { Id, PageRequest } from '@millwright/kernel';
import { isUuid } from '@millwright/kernel';
import {
  RejectionCounts,
  WebhookRequestStore,
  WebhookStore,
  type Webhook,
} from '@millwright/webhook';
import { Get, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import type { Caller } from '../../http/admin-request.ts';
import { Operation } from '../../http/operation.ts';
import { listAnswer, pageFields } from '../../http/page-query.ts';
import { Asked, By, Given, IdOf } from '../../http/parameters.ts';
import { found, ProblemError } from '../../http/problem.ts';
import { WorkspaceResource } from '../../http/resource-controller.ts';
import { timeSchema } from '../../http/schemas.ts';
import {
  rejectionsAnswer,
  requestAnswer,
  requestsAnswer,
  showRejection,
} from './webhook-request.dto.ts';
import { WebhookRequests } from './webhook-requests.ts';
import { WebhookWrites } from './webhook-writes.ts';

const captureBody = z.strictObject({
  minutes: z.int().min(0).max(1_440).default(15).meta({ description: 'For so long; 0 ends it.' }),
});

type Capture = z.output<typeof captureBody>;

/** What came to a webhook: for whoever sets a sender up. */
@WorkspaceResource('webhooks')
export class WebhookRequestsController {
  constructor(
    private readonly database: Database,
    private readonly webhooks: WebhookStore,
    private readonly store: WebhookRequestStore,
    private readonly counts: RejectionCounts,
    private readonly requests: WebhookRequests,
    private readonly writes: WebhookWrites,
  ) {}

  @Get(':id/rejections')
  @Operation({
    summary: 'List the refused requests of a webhook, newest first; they are kept for 7 days',
    query: z.strictObject(pageFields()),
    answer: rejectionsAnswer,
  })
  async rejections(
    @By() { workspace }: Caller,
    @IdOf('webhook') id: Id,
    @Asked() page: PageRequest,
  ) {
    await this.webhook(workspace.id, id);
    const rejections = await this.store.rejectionsOf(this.database, workspace.id, id, page);
    const suppressed = await this.counts.suppressedOf(this.database, id);
    return { ...listAnswer(rejections, showRejection), suppressed };
  }

  @Get(':id/requests')
  @Operation({
    summary: 'List the last 100 requests of a webhook, taken and refused',
    answer: requestsAnswer,
  })
  async latest(@By() { workspace }: Caller, @IdOf('webhook') id: Id) {
    await this.webhook(workspace.id, id);
    return { data: await this.requests.latest(workspace.id, id), next_cursor: null };
  }

  @Get(':id/requests/:request')
  @Operation({
    summary:
      'Read a request of a webhook as it came; one that was taken needs the scope events:read',
    answer: requestAnswer,
  })
  async get(
    @By() { workspace, principal }: Caller,
    @IdOf('webhook') id: Id,
    @Param('request') request: string,
  ) {
    const webhook = await this.webhook(workspace.id, id);
    const requestId = isUuid(request) ? request.toLowerCase() : undefined;
    const one = found(
      requestId === undefined ? undefined : await this.requests.get(webhook, requestId),
      'request; by default only events and refused requests are kept',
    );
    const isTaken = one.outcome === 'accepted';
    if (isTaken && !allowsResource(principal.scopes, 'events', 'read')) {
      throw new ProblemError('scope_missing', 'the token lacks the scope events:read');
    }
    return one;
  }

  @Post(':id/capture')
  @Operation({
    summary: 'Keep every request of a webhook for some minutes, also those that become no event',
    body: captureBody,
    bodyOptional: true,
    answer: z.object({ captures_until: timeSchema.nullable() }),
    status: 200,
  })
  async capture(@By() by: Caller, @IdOf('webhook') id: Id, @Given() { minutes }: Capture) {
    const { capturesUntil } = await this.writes.capture(by, id, minutes);
    return { captures_until: capturesUntil };
  }

  private async webhook(workspaceId: Id, id: Id): Promise<Webhook> {
    return found(await this.webhooks.find(this.database, workspaceId, id), 'webhook');
  }
}
