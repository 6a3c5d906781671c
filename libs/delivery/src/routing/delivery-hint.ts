import { deliveryRequested, encodeMessage } from '@millwright/contracts';
import type { Id } from '@millwright/kernel';
import type { OutgoingMessage } from '@millwright/messaging';

/** The hint that an endpoint may have deliveries due. */
export const deliveryHintOf = (endpoint: { workspaceId: Id; endpointId: Id }): OutgoingMessage => ({
  queue: 'deliveries',
  id: endpoint.endpointId,
  body: encodeMessage(deliveryRequested, {
    workspace_id: endpoint.workspaceId,
    endpoint_id: endpoint.endpointId,
  }),
});
