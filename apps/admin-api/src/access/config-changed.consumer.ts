import { TokenAuthenticator } from '@millwright/access';
import { ConsumeBroadcast } from '@millwright/messaging';
import { Controller } from '@nestjs/common';

/** Hears that configuration was written, so that a revoked token dies at once and not only half a second later. */
@Controller()
export class ConfigChangedConsumer {
  constructor(private readonly authenticator: TokenAuthenticator) {}

  @ConsumeBroadcast()
  async onConfigChanged(): Promise<void> {
    await this.authenticator.refresh();
  }
}
