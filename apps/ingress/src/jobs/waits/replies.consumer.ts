import { decodeMessage, messageTypeOf, runFinished, runStarted } from '@millwright/contracts';
import { BeforeAttemptError, ConsumeReplies, inStage } from '@millwright/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { Waits } from './waits.ts';

/** Hears what runners tell this instance of the runs that it waits for. */
@Controller()
export class RepliesConsumer {
  constructor(private readonly waits: Waits) {}

  @ConsumeReplies()
  async onReply(@Payload() body: Buffer): Promise<void> {
    await inStage(BeforeAttemptError, async () => {
      if (messageTypeOf(body) === runStarted.type) {
        return this.waits.started(decodeMessage(runStarted, body).head.run_id);
      }
      const { head, data } = decodeMessage(runFinished, body);
      const { run_id: runId, state: outcome, open_actions: openActions } = head;
      if (data === undefined) return this.waits.readEnd(runId);
      this.waits.ended({ runId, outcome, result: data.text, openActions });
    });
  }
}
