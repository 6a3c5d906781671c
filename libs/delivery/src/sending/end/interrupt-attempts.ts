import type { Database, Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { attemptIdOf } from '../../history/delivery-ids.ts';
import { FIRST_PLACE } from '../../queue/index.ts';

/** Whose attempts are interrupted: of runners that no longer renew their leases, or of one that stops. */
export type Interrupted = { lostBefore: Date | null } | { holder: string };

interface InterruptedRow {
  deliveryId: Id;
  endpointId: Id;
  workspaceId: Id;
  attempt: number;
}

const MESSAGE = 'the process that made the attempt ended; it is repeated at once';
const AT_ONCE = 500;

/**
 * Makes deliveries due again whose attempts nobody makes any more. Such an attempt ends as interrupted and uses up
 * nothing of the schedule; one by hand is so again. Answers the endpoints they belong to. `lostBefore` null: the database's time.
 */
export function interruptAttempts(database: Database, which: Interrupted): Promise<EndpointName[]> {
  return database.transaction(async (tx) => {
    const rows = await makeWaiting(tx, which);
    const manual: Id[] = [];
    for (const { deliveryId, attempt } of rows) {
      const [ended] = await tx.query<{ isManual: boolean }>(
        `update attempts set error_code = 'interrupted', error_message = $2,
           duration_ms = greatest(0, extract(epoch from now() - started_at) * 1000)::integer
         where id = $1 and duration_ms is null returning is_manual as "isManual"`,
        [attemptIdOf(deliveryId, attempt), MESSAGE],
      );
      if (ended?.isManual === true) manual.push(deliveryId);
      await tx.execute(
        `update deliveries set attempts = $2, last_status_code = null, error_code = 'interrupted',
           error_message = $3 where id = $1 and state = 'open'`,
        [deliveryId, attempt, MESSAGE],
      );
    }
    if (manual.length > 0) {
      await tx.execute(
        'update delivery_queue set is_manual = true where delivery_id = any($1::uuid[])',
        [manual],
      );
    }
    const endpoints = new Map(rows.map((row) => [row.endpointId, row.workspaceId]));
    return [...endpoints].map(([endpointId, workspaceId]) => ({ endpointId, workspaceId }));
  });
}

/** Interrupts all that a holder has in hand. */
export async function handBackAttempts(database: Database, holder: string): Promise<void> {
  while ((await interruptAttempts(database, { holder })).length > 0);
}

/** An endpoint as hints name it. */
export interface EndpointName {
  endpointId: Id;
  workspaceId: Id;
}

/** What the receiver may hold already stays before older ones of its lane that come later. */
function makeWaiting(sql: Sql, which: Interrupted): Promise<InterruptedRow[]> {
  const holder = 'holder' in which ? which.holder : null;
  const lostBefore = 'lostBefore' in which ? which.lostBefore : null;
  return sql.query(
    `update delivery_queue q set state = 'waiting', run_at = coalesce($2::timestamptz, clock_timestamp()),
       step = greatest(0, q.step - 1),
       position = case when q.lane_until = 'final' then '${FIRST_PLACE}' else q.position end, holder = null, lease_until = null
     where q.delivery_id in (
       select l.delivery_id from delivery_queue l where l.state = 'started'
         and case when $1::text is null then l.lease_until < coalesce($2::timestamptz, clock_timestamp())
           else l.holder = $1 end
       order by l.delivery_id limit ${AT_ONCE} for update skip locked)
     returning q.delivery_id as "deliveryId", q.endpoint_id as "endpointId",
       q.workspace_id as "workspaceId", q.attempt`,
    [holder, lostBefore],
  );
}
