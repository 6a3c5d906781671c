import { Database } from '@millwright/database';
import { EndpointStore, latestDataOf, nextTopicSeen, type TestSamples } from '@millwright/delivery';
import { isTopic } from '@millwright/event';
import type { Id, RawJson } from '@millwright/kernel';
import { previewDataOf, topicsOfTasks } from '@millwright/task';
import { WebhookStore } from '@millwright/webhook';
import { Injectable } from '@nestjs/common';

/** What tests of endpoints are made of, by what the Workspace has. */
@Injectable()
export class EndpointSamples implements TestSamples {
  constructor(
    private readonly database: Database,
    private readonly webhooks: WebhookStore,
    private readonly endpoints: EndpointStore,
  ) {}

  async *knownTopics(workspaceId: Id): AsyncGenerator<string> {
    const named = [
      await this.webhooks.topicsOf(this.database, workspaceId),
      await topicsOfTasks(this.database, workspaceId),
      await this.endpoints.patternsOf(this.database, workspaceId),
    ];
    const left = [...new Set(named.flat().filter(isTopic))].sort();
    for (let seen = await this.nextSeen(workspaceId, ''); seen !== undefined;) {
      while (left[0] !== undefined && left[0] < seen) yield left.shift()!;
      if (left[0] === seen) left.shift();
      yield seen;
      seen = await this.nextSeen(workspaceId, seen);
    }
    yield* left;
  }

  latestData(workspaceId: Id, topic: string): Promise<RawJson | undefined> {
    return latestDataOf(this.database, workspaceId, topic);
  }

  previewData(workspaceId: Id, topic: string): Promise<RawJson | undefined> {
    return previewDataOf(this.database, workspaceId, topic);
  }

  private nextSeen(workspaceId: Id, after: string): Promise<string | undefined> {
    return nextTopicSeen(this.database, workspaceId, after);
  }
}
