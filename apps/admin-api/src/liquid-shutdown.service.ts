import { LiquidPool } from '@millwright/liquid';
import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';

/** Ends the threads that render subscriptions. */
@Injectable()
export class LiquidShutdown implements OnApplicationShutdown {
  constructor(private readonly liquid: LiquidPool) {}

  async onApplicationShutdown(): Promise<void> {
    await this.liquid.close();
  }
}
