import { Database } from '@millwright/database';
import { EndpointStore } from '@millwright/delivery';
import { isTopic, MOST_COUNTED, topicsSeen } from '@millwright/event';
import { pageOf, type Id, type PageRequest } from '@millwright/kernel';
import { topicsOfTasks } from '@millwright/task';
import { WebhookStore } from '@millwright/webhook';
import { Get } from '@nestjs/common';
import { z } from 'zod';
import type { Caller } from '../../http/admin-request.ts';
import { Operation } from '../../http/operation.ts';
import { listAnswer, pageFields } from '../../http/page-query.ts';
import { Asked, By } from '../../http/parameters.ts';
import { WorkspaceResource } from '../../http/resource-controller.ts';
import { idSchema, pageOfSchema, timeSchema } from '../../http/schemas.ts';

const topicAnswer = z
  .object({
    topic: z.string(),
    count: z.number().meta({
      description: `How many events of it are kept; ${MOST_COUNTED}: so many or more.`,
    }),
    last_event_id: idSchema.nullable(),
    last_seen_at: timeSchema.nullable(),
  })
  .meta({ id: 'Topic' });

/** What there is to hear of: topics that were seen, or that something names. */
@WorkspaceResource('endpoints', 'topics')
export class TopicsController {
  constructor(
    private readonly database: Database,
    private readonly webhooks: WebhookStore,
    private readonly endpoints: EndpointStore,
  ) {}

  @Get()
  @Operation({
    summary: 'List topics that were seen, or that a webhook, task or endpoint names, sorted',
    query: z.strictObject(pageFields('key')),
    answer: pageOfSchema(topicAnswer),
  })
  async list(@By() { workspace }: Caller, @Asked() { limit, cursor }: PageRequest) {
    const named = await this.namedIn(workspace.id);
    const rows = await topicsSeen(this.database, workspace.id, {
      named,
      after: cursor,
      limit: limit + 1,
    });
    return listAnswer(pageOf(rows, limit, ({ topic }) => topic));
  }

  /** Templates and patterns name none. */
  private async namedIn(workspaceId: Id): Promise<string[]> {
    const named = [
      await this.webhooks.topicsOf(this.database, workspaceId),
      await topicsOfTasks(this.database, workspaceId),
      await this.endpoints.patternsOf(this.database, workspaceId),
    ];
    return named.flat().filter(isTopic);
  }
}
