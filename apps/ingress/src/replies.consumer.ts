import {
  connectionTestFinished,
  decodeMessage,
  messageTypeOf,
  providerFetchFinished,
  runFinished,
  runStarted,
} from '@millwright/contracts';
import { BeforeAttemptError, ConsumeReplies, inStage } from '@millwright/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { Waits } from './jobs/waits/waits.ts';
import { ProviderFetches } from './webhooks/keys/provider-fetches.ts';

/** Hears what runners tell this instance of what it waits for: runs, and fetches from senders. */
@Controller()
export class RepliesConsumer {
  constructor(
    private readonly waits: Waits,
    private readonly fetches: ProviderFetches,
  ) {}

  @ConsumeReplies()
  async onReply(@Payload() body: Buffer): Promise<void> {
    await inStage(BeforeAttemptError, async () => {
      const type = messageTypeOf(body);
      if (type === providerFetchFinished.type) {
        return this.fetches.finished(decodeMessage(providerFetchFinished, body).head);
      }
      if (type === runStarted.type) {
        return this.waits.started(decodeMessage(runStarted, body).head.run_id);
      }
      // For the admin API, where it shares this process and its address.
      if (type === connectionTestFinished.type) return;
      const { head, data } = decodeMessage(runFinished, body);
      const { run_id: runId, state: outcome, open_actions: openActions } = head;
      if (data === undefined) return this.waits.readEnd(runId);
      this.waits.ended({ runId, outcome, result: data.text, openActions });
    });
  }
}
