import { ConsumeBroadcast } from '@millwright/messaging';
import { Logger } from '@millwright/observability';
import { PeriodicJob, TaskCatalogue } from '@millwright/task';
import {
  Controller,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';

const POLL_MS = 500;

/** Keeps the runner's view of the tasks fresh: at once when it hears of a change, within half a second anyway. */
@Controller()
export class CatalogueConsumer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly poll: PeriodicJob;

  constructor(
    private readonly catalogue: TaskCatalogue,
    logger: Logger,
  ) {
    this.poll = new PeriodicJob('catalogue', POLL_MS, () => catalogue.refresh(), logger);
  }

  @ConsumeBroadcast()
  async onConfigChanged(): Promise<void> {
    await this.catalogue.refresh();
  }

  onApplicationBootstrap(): void {
    this.poll.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.poll.stop();
  }
}
