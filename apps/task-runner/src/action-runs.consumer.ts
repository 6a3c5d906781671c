import { actionRunRequested, decodeMessage } from '@millwright/contracts';
import { Database } from '@millwright/database';
import { BeforeAttemptError, ConsumeQueue, inStage } from '@millwright/messaging';
import { handleMarker } from '@millwright/task';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { ActionsInHand } from './actions-in-hand.ts';

/** Due action runs, by priority. A message is done with once its run is claimed: from then on the lease keeps it. */
@Controller()
export class ActionRunsConsumer {
  constructor(
    private readonly database: Database,
    private readonly actions: ActionsInHand,
  ) {}

  @ConsumeQueue('action-runs.high', { prefetch: 24 })
  @ConsumeQueue('action-runs.normal', { prefetch: 12 })
  @ConsumeQueue('action-runs.low', { prefetch: 4 })
  async onRequested(@Payload() body: Buffer): Promise<void> {
    if (await handleMarker(this.database, body)) return;
    await inStage(BeforeAttemptError, () =>
      this.actions.take(decodeMessage(actionRunRequested, body).head),
    );
  }
}
