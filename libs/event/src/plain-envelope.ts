import type { EventEnvelope } from '@millwright/contracts';

/** What every event has; the rest is null where it is not given. */
export type GivenEnvelope = Pick<
  EventEnvelope,
  'id' | 'workspace_id' | 'topic' | 'source' | 'created_at'
> &
  Partial<EventEnvelope>;

/** The envelope of an event that no webhook's request brought. */
export const plainEnvelope = (given: GivenEnvelope): EventEnvelope => ({
  webhook_id: null,
  provider: null,
  provider_event: null,
  request_id: null,
  parent_id: null,
  replay_of: null,
  task_ids: null,
  ...given,
});
