import { decodeMessage, taskRunRequested } from '@millwright/contracts';
import { Database } from '@millwright/database';
import {
  BeforeAttemptError,
  ConsumeQueue,
  inStage,
  type MessageContext,
} from '@millwright/messaging';
import { Logger, Metrics, type CounterMetric } from '@millwright/observability';
import { handleMarker, TaskRunPerformer } from '@millwright/task';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';

/** Due task runs, by priority. The prefetches are their weights: low ones get fewer turns, but always some. */
@Controller()
export class TaskRunsConsumer {
  private readonly performed: CounterMetric;

  constructor(
    private readonly database: Database,
    private readonly performer: TaskRunPerformer,
    private readonly logger: Logger,
    metrics: Metrics,
  ) {
    this.performed = metrics.counter('millwright_task_runs_total', 'Task runs performed', [
      'outcome',
    ]);
  }

  @ConsumeQueue('task-runs.high', { prefetch: 240 })
  @ConsumeQueue('task-runs.normal', { prefetch: 120 })
  @ConsumeQueue('task-runs.low', { prefetch: 40 })
  async onRequested(@Payload() body: Buffer, @Ctx() context: MessageContext): Promise<void> {
    if (await handleMarker(this.database, body)) return;
    await inStage(BeforeAttemptError, async () => {
      const { head, data } = decodeMessage(taskRunRequested, body);
      const report = await this.performer.perform(head, data, context);
      if (report === undefined) return;
      const { task, errorCode, actions, durationMs } = report;
      this.performed.inc({ outcome: errorCode ?? 'succeeded' });
      this.logger.info({
        message: 'task_run.performed',
        workspace_id: head.workspace_id,
        event_id: head.event_id,
        task_run_id: head.run_id,
        task,
        error_code: errorCode,
        actions,
        duration_ms: durationMs,
        redelivered: context.redelivered,
      });
    });
  }
}
