import { plainEnvelope, type NewEvent, type StoredEvent } from '@millwright/event';
import { newId, type Id, type RawJson } from '@millwright/kernel';

/** What a replay may change; what is missing stays as it was. */
export interface ReplayChanges {
  data?: RawJson | undefined;
  taskIds?: Id[] | undefined;
}

/** The same event again. One that was bound for certain tasks stays theirs: it may be private to them. */
export const replayOf = (
  { envelope, data }: StoredEvent,
  changes: ReplayChanges = {},
): NewEvent => ({
  envelope: plainEnvelope({
    id: newId(),
    workspace_id: envelope.workspace_id,
    topic: envelope.topic,
    source: 'replay',
    created_at: new Date().toISOString(),
    request_id: envelope.request_id,
    replay_of: envelope.id,
    task_ids: changes.taskIds ?? envelope.task_ids,
  }),
  data: changes.data ?? data,
  request: null,
});
