import { Database } from '@millwright/database';
import { newId, type Id } from '@millwright/kernel';
import { Injectable } from '@nestjs/common';
import { done, refused, type DeliveryOutcome } from '../commands/delivery-outcome.ts';
import { rangeOf, type RecoveryRange, type RecoveryRequest } from './recovery-range.ts';
import { lookOn } from './recovery-look.ts';
import { insertRecovery } from './recovery.store.ts';

const COUNT_SIZE = 1_000;

/** How many deliveries a recovery is about. */
export interface RecoveryCount {
  failed: number;
  missing: number;
}

/** Starts to make good what an endpoint has not received, and counts what that is about. */
@Injectable()
export class RecoveryCommands {
  constructor(private readonly database: Database) {}

  /** Begins in the background; the event-router does it. The count is of now. */
  async start(
    workspaceId: Id,
    endpointId: Id,
    request: RecoveryRequest,
  ): Promise<DeliveryOutcome<RecoveryCount>> {
    const range = rangeOf(workspaceId, endpointId, request, new Date());
    const outcome = await this.counted(range);
    if (outcome.ok && outcome.done.failed + outcome.done.missing > 0) {
      await insertRecovery(this.database, newId(), range);
    }
    return outcome;
  }

  /** How many there are now; nothing changes. */
  count(
    workspaceId: Id,
    endpointId: Id,
    request: RecoveryRequest,
  ): Promise<DeliveryOutcome<RecoveryCount>> {
    return this.counted(rangeOf(workspaceId, endpointId, request, new Date()));
  }

  private async counted(range: RecoveryRange): Promise<DeliveryOutcome<RecoveryCount>> {
    const [endpoint] = await this.database.query<{ enabled: boolean }>(
      'select enabled from endpoints where id = $1 and workspace_id = $2 and deleted_at is null',
      [range.endpointId, range.workspaceId],
    );
    if (endpoint === undefined) return refused('not_found', 'there is no such endpoint');
    if (!endpoint.enabled) return refused('conflict', 'the endpoint is disabled; enable it first');
    const count = { failed: 0, missing: 0 };
    let at: Id | undefined = range.cursor;
    while (at !== undefined) {
      const look = { ...range, cursor: at };
      const found = await lookOn(this.database, look, COUNT_SIZE);
      count.failed += found.failed.length;
      count.missing += found.missing.length;
      at = found.next;
    }
    return done(count);
  }
}
