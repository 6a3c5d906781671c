import { decodeMessage, taskRunRequested } from '@millwright/contracts';
import { Database } from '@millwright/database';
import {
  BeforeAttemptError,
  ConsumeQueue,
  inStage,
  type MessageContext,
} from '@millwright/messaging';
import { handleMarker, TaskRunPerformer } from '@millwright/task';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { TaskRunLog } from './task-run-log.ts';

/** Due task runs, by priority. The prefetches are their weights: low ones get fewer turns, but always some. */
@Controller()
export class TaskRunsConsumer {
  constructor(
    private readonly database: Database,
    private readonly performer: TaskRunPerformer,
    private readonly log: TaskRunLog,
  ) {}

  @ConsumeQueue('task-runs.high', { prefetch: 240 })
  @ConsumeQueue('task-runs.normal', { prefetch: 120 })
  @ConsumeQueue('task-runs.low', { prefetch: 40 })
  async onRequested(@Payload() body: Buffer, @Ctx() context: MessageContext): Promise<void> {
    if (await handleMarker(this.database, body)) return;
    await inStage(BeforeAttemptError, async () => {
      const { head, data } = decodeMessage(taskRunRequested, body);
      const report = await this.performer.perform(head, data, context);
      if (report === undefined) return;
      this.log.performed(head, report, context);
    });
  }
}
