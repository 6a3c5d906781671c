import type { Id } from '@millwright/kernel';
import type { MessageContext } from '@millwright/messaging';
import { Logger, Metrics, type CounterMetric } from '@millwright/observability';
import type { TaskRunReport } from '@millwright/task';
import { Injectable } from '@nestjs/common';

/** Counts and logs the task runs that were performed. */
@Injectable()
export class TaskRunLog {
  private readonly counter: CounterMetric;

  constructor(
    private readonly logger: Logger,
    metrics: Metrics,
  ) {
    this.counter = metrics.counter('millwright_task_runs_total', 'Task runs performed', [
      'outcome',
    ]);
  }

  performed(
    run: { workspace_id: Id; event_id: Id; run_id: Id },
    { task, errorCode, actions, durationMs }: TaskRunReport,
    { redelivered }: MessageContext,
  ): void {
    this.counter.inc({ outcome: errorCode ?? 'succeeded' });
    this.logger.info({
      message: 'task_run.performed',
      workspace_id: run.workspace_id,
      event_id: run.event_id,
      task_run_id: run.run_id,
      task,
      error_code: errorCode,
      actions,
      duration_ms: durationMs,
      redelivered,
    });
  }
}
