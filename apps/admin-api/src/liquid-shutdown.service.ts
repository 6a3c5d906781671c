import { LiquidPool } from '@millwright/liquid';
import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { PreviewPool } from './preview-pool.ts';

/** Ends the threads that render subscriptions and previews. */
@Injectable()
export class LiquidShutdown implements OnApplicationShutdown {
  constructor(
    private readonly liquid: LiquidPool,
    private readonly previews: PreviewPool,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.liquid.close(), this.previews.close()]);
  }
}
