import type { Id } from '@millwright/kernel';
import { MessageBus } from '@millwright/messaging';
import { Injectable } from '@nestjs/common';
import { deliveryHintOf } from '../routing/delivery-hint.ts';

/** An endpoint that may have something due. */
export interface HintedEndpoint {
  workspaceId: Id;
  endpointId: Id;
}

/** Tells the runners where something is due. Whatever is missed, the sweep tells a second later. */
@Injectable()
export class DeliveryHints {
  constructor(private readonly bus: MessageBus) {}

  async send(endpoints: readonly HintedEndpoint[]): Promise<void> {
    await this.bus.publishAll(endpoints.map(deliveryHintOf));
  }
}
