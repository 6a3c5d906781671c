import { insertRows, type Sql } from '@millwright/database';
import { attemptIdOf } from '../../history/delivery-ids.ts';
import type { Claimed } from './claimed.ts';

/** An attempt about to be made, and where to. */
export interface StartedAttempt {
  claimed: Claimed;
  url: string;
}

/** Writes down attempts as started, before anything is sent. */
export const insertAttempts = (sql: Sql, attempts: readonly StartedAttempt[]): Promise<unknown> =>
  insertRows<StartedAttempt>(sql, {
    table: 'attempts',
    columns: {
      id: ['uuid', ({ claimed }) => attemptIdOf(claimed.deliveryId, claimed.number)],
      workspace_id: ['uuid', ({ claimed }) => claimed.workspaceId],
      endpoint_id: ['uuid', ({ claimed }) => claimed.endpointId],
      delivery_id: ['uuid', ({ claimed }) => claimed.deliveryId],
      number: ['integer', ({ claimed }) => claimed.number],
      is_manual: ['boolean', ({ claimed }) => claimed.isManual],
      url: ['text', ({ url }) => url],
      started_at: ['timestamptz', ({ claimed }) => claimed.startedAt],
    },
    rows: attempts,
    then: 'on conflict do nothing',
  });
