import { decodeMessage, taskCalled } from '@millwright/contracts';
import {
  BeforeAttemptError,
  ConsumeQueue,
  inStage,
  type MessageContext,
} from '@millwright/messaging';
import { CallPerformer } from '@millwright/task';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { TaskRunLog } from './task-run-log.ts';

/** Calls of tasks that somebody waits for. */
@Controller()
export class CallsConsumer {
  constructor(
    private readonly performer: CallPerformer,
    private readonly log: TaskRunLog,
  ) {}

  @ConsumeQueue('calls', { prefetch: 240 })
  async onCalled(@Payload() body: Buffer, @Ctx() context: MessageContext): Promise<void> {
    await inStage(BeforeAttemptError, async () => {
      const { head, data } = decodeMessage(taskCalled, body);
      const report = await this.performer.perform(head, data, context);
      if (report !== undefined) this.log.performed(head, report, context);
    });
  }
}
