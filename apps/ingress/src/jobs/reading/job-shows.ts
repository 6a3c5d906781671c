import type { Config } from '@millwright/config';
import { CONFIG } from '@millwright/host';
import {
  jobJsonOf,
  type CompletedJob,
  type JobJsonOptions,
  type JobRow,
  type QueuedJob,
} from '@millwright/job';
import { Inject, Injectable } from '@nestjs/common';

/** Shows jobs as this instance does. */
@Injectable()
export class JobShows {
  private readonly publicHost: string;

  constructor(@Inject(CONFIG) { publicUrl }: Config) {
    this.publicHost = new URL(publicUrl).hostname;
  }

  /** For `stringifyJson`. */
  show(row: JobRow, options: Omit<JobJsonOptions, 'publicHost'> = {}): QueuedJob | CompletedJob {
    return jobJsonOf(row, { ...options, publicHost: this.publicHost });
  }
}
