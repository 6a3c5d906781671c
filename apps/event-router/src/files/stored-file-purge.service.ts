import type { Config } from '@millwright/config';
import { Database } from '@millwright/database';
import { CONFIG } from '@millwright/host';
import { Logger, Metrics, type CounterMetric } from '@millwright/observability';
import { BlobStores, FilePurge, StoredFileStore } from '@millwright/storage';
import { PeriodicJob } from '@millwright/task';
import { Inject, Injectable } from '@nestjs/common';
import type {
  OnApplicationBootstrap,
  OnApplicationShutdown,
  OnModuleDestroy,
} from '@nestjs/common';

const EVERY_MS = 60_000;

/** Removes by the clock the files of tasks that are past their time. Any number of routers share the work. */
@Injectable()
export class StoredFilePurge
  implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown
{
  private readonly blobs: BlobStores;
  private readonly purge: FilePurge;
  private readonly job: PeriodicJob;
  private readonly removed: CounterMetric;

  constructor(
    database: Database,
    @Inject(CONFIG) { files }: Config,
    logger: Logger,
    metrics: Metrics,
  ) {
    this.blobs = BlobStores.of(database, files);
    this.removed = metrics.counter(
      'millwright_stored_files_removed_total',
      'Files of tasks that were removed, past their time',
    );
    this.purge = new FilePurge({
      database,
      files: new StoredFileStore(),
      blobs: this.blobs,
      failed: ({ id, keptIn }, error) =>
        logger.warn({ message: 'file.not_removed', file_id: id, kept_in: keptIn, error }),
    });
    this.job = new PeriodicJob('file_purge', EVERY_MS, () => this.pass(), logger);
  }

  onApplicationBootstrap(): void {
    this.job.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.purge.stop();
    await this.job.stop();
  }

  /** One pass, file by file. */
  async pass(): Promise<void> {
    this.removed.inc({}, await this.purge.pass());
  }

  async onApplicationShutdown(): Promise<void> {
    await this.blobs.close();
  }
}
