import { Database } from '@millwright/database';
import { newId, type Id } from '@millwright/kernel';
import { Injectable } from '@nestjs/common';
import { done, refused, type DeliveryOutcome } from '../commands/delivery-outcome.ts';
import { rangeOf, type RecoveryRange, type RecoveryRequest } from './recovery-range.ts';
import { lookOn } from './recovery-look.ts';
import { insertRecovery } from './recovery.store.ts';

/** How far a count goes: so many events, or failed deliveries, at a time, so many times. */
export interface CountLimits {
  size: number;
  looks: number;
}

/** A hundred thousand: somebody waits for the answer. */
const counted: CountLimits = { size: 1_000, looks: 100 };

/** How many deliveries a recovery is about. */
export interface RecoveryCount {
  failed: number;
  missing: number;
  /** False: the count ended before the range did, there may be more. */
  complete: boolean;
}

/** Starts to make good what an endpoint has not received, and counts what that is about. */
@Injectable()
export class RecoveryCommands {
  constructor(private readonly database: Database) {}

  /** Begins in the background; the event-router does it, to the end of the range. The count is of now. */
  async start(
    workspaceId: Id,
    endpointId: Id,
    request: RecoveryRequest,
    limits = counted,
  ): Promise<DeliveryOutcome<RecoveryCount>> {
    const range = rangeOf(workspaceId, endpointId, request, new Date());
    const outcome = await this.counted(range, limits);
    if (!outcome.ok) return outcome;
    const { failed, missing, complete } = outcome.done;
    if (failed + missing > 0 || !complete) await insertRecovery(this.database, newId(), range);
    return outcome;
  }

  /** How many there are now; nothing changes. */
  count(
    workspaceId: Id,
    endpointId: Id,
    request: RecoveryRequest,
    limits = counted,
  ): Promise<DeliveryOutcome<RecoveryCount>> {
    return this.counted(rangeOf(workspaceId, endpointId, request, new Date()), limits);
  }

  private async counted(
    range: RecoveryRange,
    { size, looks }: CountLimits,
  ): Promise<DeliveryOutcome<RecoveryCount>> {
    const [endpoint] = await this.database.query<{ enabled: boolean }>(
      'select enabled from endpoints where id = $1 and workspace_id = $2 and deleted_at is null',
      [range.endpointId, range.workspaceId],
    );
    if (endpoint === undefined) return refused('not_found', 'there is no such endpoint');
    if (!endpoint.enabled) return refused('conflict', 'the endpoint is disabled; enable it first');
    const count = { failed: 0, missing: 0 };
    let at: Id | undefined = range.cursor;
    for (let look = 0; at !== undefined && look < looks; look += 1) {
      const found = await lookOn(this.database, { ...range, cursor: at }, size);
      count.failed += found.failed.length;
      count.missing += found.missing.length;
      at = found.next;
    }
    return done({ ...count, complete: at === undefined });
  }
}
