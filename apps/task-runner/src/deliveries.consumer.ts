import { decodeMessage, deliveryRequested } from '@millwright/contracts';
import { Database } from '@millwright/database';
import { DeliveryRunner } from '@millwright/delivery';
import { BeforeAttemptError, ConsumeQueue, inStage } from '@millwright/messaging';
import { handleMarker } from '@millwright/task';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';

/** Endpoints with deliveries due. A message is done with once its endpoint is in line: a lost one is sent again. */
@Controller()
export class DeliveriesConsumer {
  constructor(
    private readonly database: Database,
    private readonly deliveries: DeliveryRunner,
  ) {}

  @ConsumeQueue('deliveries', { prefetch: 100 })
  async onRequested(@Payload() body: Buffer): Promise<void> {
    if (await handleMarker(this.database, body)) return;
    await inStage(BeforeAttemptError, () =>
      this.deliveries.ask(decodeMessage(deliveryRequested, body).head.endpoint_id),
    );
  }
}
