import { ChromiumPrinter } from '@millwright/action';
import { DeliveryRunner } from '@millwright/delivery';
import { LiquidPool } from '@millwright/liquid';
import { OutboundHttp } from '@millwright/net';
import { HeldWork } from '@millwright/task';
import { Injectable, type OnApplicationShutdown, type OnModuleDestroy } from '@nestjs/common';
import { Shops } from './assemble-shops.ts';
import { ActionsInHand } from './actions-in-hand.ts';

/**
 * The end of a runner: claim nothing more; after the consumers have stopped finish what is in hand, and hand back what
 * would not end.
 */
@Injectable()
export class RunnerShutdown implements OnModuleDestroy, OnApplicationShutdown {
  constructor(
    private readonly actions: ActionsInHand,
    private readonly deliveries: DeliveryRunner,
    private readonly held: HeldWork,
    private readonly liquid: LiquidPool,
    private readonly shops: Shops,
    private readonly net: OutboundHttp,
    private readonly printer: ChromiumPrinter,
  ) {}

  onModuleDestroy(): void {
    this.actions.stopTaking();
    this.deliveries.stop();
    this.shops.stopWaiting();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.actions.drain(), this.deliveries.drain()]);
    await this.held.handBack();
    const { scripts } = this.shops;
    await Promise.all([
      this.liquid.close(),
      scripts.liquid.close(),
      this.net.close(),
      this.printer.close(),
    ]);
  }
}
