import { decodeMessage, messageTypeOf, runsCancelled } from '@millwright/contracts';
import { ConsumeBroadcast } from '@millwright/messaging';
import { Logger } from '@millwright/observability';
import { PeriodicJob, TaskCatalogue, TaskRunPerformer } from '@millwright/task';
import {
  Controller,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Payload } from '@nestjs/microservices';

const POLL_MS = 500;

/**
 * Hears what is told to everyone. Keeps the runner's view of the tasks fresh: at once when it hears of a change, within
 * half a second anyway. Stops renders of runs that were cancelled.
 */
@Controller()
export class CatalogueConsumer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly poll: PeriodicJob;

  constructor(
    private readonly catalogue: TaskCatalogue,
    private readonly taskRuns: TaskRunPerformer,
    logger: Logger,
  ) {
    this.poll = new PeriodicJob('catalogue', POLL_MS, () => catalogue.refresh(), logger);
  }

  @ConsumeBroadcast()
  async onBroadcast(@Payload() body: Buffer): Promise<void> {
    if (messageTypeOf(body) !== runsCancelled.type) return this.catalogue.refresh();
    for (const run of decodeMessage(runsCancelled, body).head.runs) this.taskRuns.stop(run);
  }

  onApplicationBootstrap(): void {
    this.poll.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.poll.stop();
  }
}
