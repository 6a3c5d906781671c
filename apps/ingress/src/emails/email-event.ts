import { plainEnvelope, type NewEvent } from '@millwright/event';
import { newId, RawJson, type Id } from '@millwright/kernel';
import type { EmailRoute } from '@millwright/mail';

/** The topic of every mail. */
export const EMAIL_TOPIC = 'mechanic/emails/received';

/** The event that a mail becomes. `json` is its data, as text. */
export const emailEventOf = (
  requestId: Id,
  { workspaceId, keepsOrder }: EmailRoute,
  json: string,
  nowMs: number,
): NewEvent => ({
  envelope: plainEnvelope({
    id: newId(nowMs),
    workspace_id: workspaceId,
    topic: EMAIL_TOPIC,
    source: 'email',
    created_at: new Date(nowMs).toISOString(),
    request_id: requestId,
  }),
  data: new RawJson(json),
  request: null,
  keepsOrder,
});
