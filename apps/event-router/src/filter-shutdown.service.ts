import { LiquidPool } from '@millwright/liquid';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';

/** Ends the threads of event filters, after the consumers have finished what they had in hand. */
@Injectable()
export class FilterShutdown implements OnApplicationShutdown {
  constructor(private readonly liquid: LiquidPool) {}

  async onApplicationShutdown(): Promise<void> {
    await this.liquid.close();
  }
}
