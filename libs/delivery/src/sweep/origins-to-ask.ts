import type { Sql } from '@millwright/database';
import type { EndpointName } from '../sending/end/interrupt-attempts.ts';

/** Endpoints whose receivers are to be asked now whether they want our webhooks. */
export const originsToAsk = (sql: Sql, now: Date | null): Promise<EndpointName[]> =>
  sql.query(
    `select e.id as "endpointId", e.workspace_id as "workspaceId"
     from endpoint_health h join endpoints e on e.id = h.endpoint_id
     where h.origin_granted_at is null and h.origin_next_at <= coalesce($1::timestamptz, clock_timestamp())
       and e.enabled and e.deleted_at is null and (e.settings->>'verify_origin')::boolean`,
    [now],
  );
