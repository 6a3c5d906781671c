import { newLogsOf } from './log-offset.ts';
import type { JobStand, JobUpdate } from './job-update.ts';

/** What the watcher of one job has been told, so that the next update tells the rest. */
export class JobStream {
  private isFirst = true;
  private logOffset: number;
  private readonly jobId: string;

  /** `logOffset`: bytes of log that the watcher has already. */
  constructor(jobId: string, logOffset = 0) {
    this.jobId = jobId;
    this.logOffset = logOffset;
  }

  /** The update that tells a job's stand; the first one names the job, the one with an end is the final one. */
  updateOf({ running, logs, end }: JobStand): JobUpdate {
    const news = logs === undefined ? undefined : newLogsOf(logs, this.logOffset);
    const first = this.isFirst ? { job_id: this.jobId } : {};
    this.isFirst = false;
    if (news !== undefined) this.logOffset = news.log_offset;
    return {
      running: running && end === undefined,
      completed: end !== undefined,
      ...first,
      ...news,
      ...end,
    };
  }
}
