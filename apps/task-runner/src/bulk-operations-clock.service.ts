import { Logger } from '@millwright/observability';
import { PeriodicJob } from '@millwright/task';
import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Shops } from './assemble-shops.ts';

/** How often is looked which bulk operations are to be asked about. */
const LOOK_MS = 3_000;

/** Has the bulk operations of shops asked about when their time has come. */
@Injectable()
export class BulkOperationsClock implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly job: PeriodicJob;

  constructor({ bulkOperations }: Shops, logger: Logger) {
    this.job = new PeriodicJob(
      'bulk_operations',
      LOOK_MS,
      () => bulkOperations.askAboutDue(),
      logger,
    );
  }

  onApplicationBootstrap(): void {
    this.job.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.job.stop();
  }
}
