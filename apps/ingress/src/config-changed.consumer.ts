import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { configChanged, decodeMessage } from '@millwright/contracts';
import { BeforeAttemptError, ConsumeBroadcast, inStage } from '@millwright/messaging';
import { ConfigWatch } from './config-watch.ts';

/** Hears that configuration was written, so that it is in force at once and not only at the next poll. */
@Controller()
export class ConfigChangedConsumer {
  constructor(private readonly watch: ConfigWatch) {}

  @ConsumeBroadcast()
  async changed(@Payload() body: Buffer): Promise<void> {
    await inStage(BeforeAttemptError, () => decodeMessage(configChanged, body));
    await this.watch.hear();
  }
}
