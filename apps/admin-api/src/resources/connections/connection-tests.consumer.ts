import { connectionTestFinished, decodeMessage, messageTypeOf } from '@millwright/contracts';
import { BeforeAttemptError, ConsumeReplies, inStage } from '@millwright/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { ConnectionTesting } from './connection-testing.ts';

/** Hears what runners tell this instance of the tests that it waits for. */
@Controller()
export class ConnectionTestsConsumer {
  constructor(private readonly testing: ConnectionTesting) {}

  @ConsumeReplies()
  async onReply(@Payload() body: Buffer): Promise<void> {
    // The others are for ingress, where it shares this process and its address.
    if (messageTypeOf(body) !== connectionTestFinished.type) return;
    await inStage(BeforeAttemptError, async () =>
      this.testing.finished(decodeMessage(connectionTestFinished, body).head),
    );
  }
}
