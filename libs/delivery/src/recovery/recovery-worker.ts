import { tryLease, type Database, type Transaction } from '@millwright/database';
import { MillwrightError } from '@millwright/kernel';
import type { Logger } from '@millwright/observability';
import type { DeliveryHints } from '../commands/delivery-hints.ts';
import { laneOfReplay } from '../commands/lane-of-replay.ts';
import { queueAgain } from '../commands/queue-again.ts';
import { activeEndpoint } from '../routing/active-endpoints.ts';
import type { DeliveryMaker } from '../routing/delivery-maker.ts';
import { lockHealth } from '../routing/insert-queued.ts';
import { lookOn, type RecoveryLook } from './recovery-look.ts';
import {
  failRecovery,
  isAnyRecovery,
  lockRecovery,
  putRecoveryLast,
  removeOldRecoveries,
  updateRecovery,
  type StoredRecovery,
} from './recovery.store.ts';

const LEASE = 'recovery';
const LEASE_SECONDS = 60;
const BATCH = 500;
/** The embedded database has one session: everybody waits for a batch. */
const EMBEDDED_BATCH = 50;
const KEPT_DAYS = 30;

/** What the worker is made of. */
export interface RecoveryWorkerTools {
  database: Database;
  instanceId: string;
  maker: DeliveryMaker;
  hints: Pick<DeliveryHints, 'send'>;
  logger: Logger;
  /** Events, or failed deliveries, looked at in one transaction. */
  batchSize?: number;
}

/**
 * Works on recoveries, batch by batch, in turn. A batch and how far the recovery has come with it commit together: after
 * a crash another worker goes on where this one was. Twice gives nothing twice: what failed does so no more, and ids of
 * deliveries derive from their events.
 */
export class RecoveryWorker {
  private stopping = false;

  constructor(private readonly tools: RecoveryWorkerTools) {}

  /** After the batch under way nothing more is begun. */
  stop(): void {
    this.stopping = true;
  }

  /** Goes on until nothing is left, or another worker is at it. Answers how many batches it did. */
  async pass(): Promise<number> {
    const { database, instanceId } = this.tools;
    let batches = 0;
    // Nothing is written while there is nothing to do.
    if (!(await isAnyRecovery(database))) return 0;
    while (!this.stopping && (await tryLease(database, LEASE, instanceId, LEASE_SECONDS))) {
      if (!(await this.batch())) {
        await removeOldRecoveries(database, KEPT_DAYS);
        return batches;
      }
      batches += 1;
    }
    return batches;
  }

  /** One batch of one recovery. False: there is none. */
  private async batch(): Promise<boolean> {
    const { database, logger } = this.tools;
    let at: StoredRecovery | undefined;
    try {
      await database.transaction(async (tx) => {
        at = await lockRecovery(tx);
        if (at !== undefined) await this.goOn(tx, at);
      });
      return at !== undefined;
    } catch (error) {
      if (at === undefined) throw error;
      if (error instanceof MillwrightError && error.retry) {
        await putRecoveryLast(database, at.id);
        throw error;
      }
      logger.error({ message: 'recovery.failed', recovery_id: at.id, error });
      await failRecovery(database, at.id, 'internal');
      return true;
    }
  }

  private async goOn(tx: Transaction, recovery: StoredRecovery): Promise<void> {
    const { database, hints, logger, batchSize } = this.tools;
    const { id, workspaceId, endpointId } = recovery;
    const size = batchSize ?? (database.isEmbedded ? EMBEDDED_BATCH : BATCH);
    await lockHealth(tx, [endpointId]);
    // Who deletes or disables an endpoint has its health locked: from here on it stays as it is.
    if ((await activeEndpoint(tx, endpointId)) === undefined) {
      await failRecovery(tx, id, 'endpoint_inactive');
      return;
    }
    const look = await lookOn(tx, recovery, size);
    await this.treat(tx, recovery, look);
    const next = {
      ...recovery,
      cursor: look.next ?? recovery.untilId,
      failed: recovery.failed + look.failed.length,
      missing: recovery.missing + look.missing.length,
    };
    await updateRecovery(tx, next, look.next === undefined);
    tx.afterCommit(() => hints.send([{ workspaceId, endpointId }]));
    if (look.next !== undefined) return;
    const ids = { workspace_id: workspaceId, endpoint_id: endpointId, recovery_id: id };
    const { failed, missing: made } = next;
    tx.afterCommit(() =>
      logger.info({ message: 'recovery.finished', ...ids, failed, missing: made }),
    );
  }

  /** All are due at the one time at which the recovery began, so that they go in the order of their ids. */
  private async treat(
    tx: Transaction,
    { workspaceId, endpointId, startedAt }: StoredRecovery,
    { failed, missing }: RecoveryLook,
  ): Promise<void> {
    await queueAgain(tx, {
      workspaceId,
      endpointId,
      deliveries: failed.map((one) => ({
        id: one.id,
        attempts: one.attempts,
        ...laneOfReplay(one),
      })),
      runAt: startedAt,
      isManual: false,
    });
    if (missing.length > 0) await this.tools.maker.make(tx, missing, new Date());
  }
}
