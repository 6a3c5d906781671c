import type { Sql, Transaction } from '@millwright/database';
import type { StoredEvent } from '@millwright/event';
import type { OutgoingMessage } from '@millwright/messaging';
import type { Id } from '@millwright/kernel';
import type { DeliveryMaker, WantedEvent } from './delivery-maker.ts';
import { deliveryHintOf } from './delivery-hint.ts';
import type { EndpointIndex } from './endpoint-index.ts';

/** Where routed events become deliveries and items of the endpoints that want them. */
export class EndpointOutlet {
  constructor(
    private readonly index: EndpointIndex,
    private readonly maker: DeliveryMaker,
  ) {}

  /** The epoch as of which it knows the endpoints. */
  get epoch(): number {
    return this.index.epoch;
  }

  refresh(sql: Sql, epoch: number): Promise<void> {
    return this.index.refresh(sql, epoch);
  }

  keepsOrder(workspaceId: Id): boolean {
    return this.index.keepsOrder(workspaceId);
  }

  wants(event: StoredEvent): boolean {
    return this.index.wanting(event).length > 0;
  }

  /** Stores what events become, with `tx`; answers one hint for each endpoint that has something to send. */
  async take(
    tx: Transaction,
    events: readonly StoredEvent[],
    now: Date,
  ): Promise<OutgoingMessage[]> {
    const wanted = events.flatMap((event): WantedEvent[] =>
      this.index.wanting(event).map((endpoint) => ({ event, endpoint })),
    );
    if (wanted.length === 0) return [];
    const toSend = await this.maker.make(tx, wanted, now);
    const endpoints = new Map(wanted.map(({ endpoint }) => [endpoint.id, endpoint]));
    return [...toSend].map((endpointId) =>
      deliveryHintOf({ endpointId, workspaceId: endpoints.get(endpointId)!.workspaceId }),
    );
  }
}
