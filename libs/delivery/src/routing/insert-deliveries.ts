import { insertRows, type Transaction } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { insertQueued } from './insert-queued.ts';
import { tooLargeMessage, type NewDelivery } from './new-delivery.ts';

/**
 * Stores deliveries with their places in the queue; one that is there already stays as it is. What is in a lane takes
 * its turn there. Answers the endpoints that have something new to send.
 */
export async function insertDeliveries(
  tx: Transaction,
  deliveries: readonly NewDelivery[],
  maxBodyBytes: number,
): Promise<Set<Id>> {
  if (deliveries.length === 0) return new Set();
  const inserted = await insertRows<NewDelivery, { id: Id }>(tx, {
    table: 'deliveries',
    columns: {
      id: ['uuid', (row) => row.id],
      workspace_id: ['uuid', (row) => row.workspaceId],
      endpoint_id: ['uuid', (row) => row.endpointId],
      event_id: ['uuid', (row) => row.eventId],
      event_ids: ['uuid[]', (row) => row.eventIds],
      topic: ['text', (row) => row.topic],
      topics: ['text[]', (row) => row.topics],
      format: ['text', (row) => row.format],
      body: ['text', (row) => row.body?.json ?? null],
      is_text: ['boolean', (row) => row.body?.isText ?? false],
      size_bytes: ['integer', (row) => row.sizeBytes],
      ordering_key: ['text', (row) => row.orderingKey],
      state: ['text', (row) => (row.isTooLarge ? 'failed' : 'open')],
      error_code: ['text', (row) => (row.isTooLarge ? 'payload_too_large' : null)],
      error_message: [
        'text',
        (row) => (row.isTooLarge ? tooLargeMessage(row.sizeBytes, maxBodyBytes) : null),
      ],
      created_at: ['timestamptz', (row) => row.createdAt],
      stopped_at: ['timestamptz', (row) => (row.isTooLarge ? row.createdAt : null)],
    },
    rows: deliveries,
    then: 'on conflict do nothing returning id',
  });
  const isNew = new Set(inserted.map(({ id }) => id));
  const open = deliveries.filter(({ id, isTooLarge }) => isNew.has(id) && !isTooLarge);
  await insertQueued(tx, open);
  return new Set(open.map(({ endpointId }) => endpointId));
}
