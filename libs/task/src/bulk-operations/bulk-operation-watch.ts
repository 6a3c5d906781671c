import type { BegunBulkOperation, BulkOperationReader, BulkOperations } from '@millwright/action';
import type { Database, Transaction } from '@millwright/database';
import type { NewEvent } from '@millwright/event';
import { MillwrightError, RawJson, throughOutage, type Clock } from '@millwright/kernel';
import type { Logger } from '@millwright/observability';
import { subscribesTo, tasksNamed } from '../routing/tasks-named.ts';
import type { ChildEventStore } from '../running/child-event.store.ts';
import { systemEvent } from '../running/system-event.ts';
import {
  askLater,
  endWatch,
  insertWatch,
  takeDue,
  type DueBulkOperation,
} from './watched-bulk-operation.store.ts';

/** Tells a task that a bulk operation which it began has ended. */
export const BULK_OPERATION_TOPIC = 'mechanic/shopify/bulk_operation';

const AT_ONCE = 20;
/** After a fault that only people can mend. */
const MEND_MS = 300_000;
/** Shopify lets none run longer than ten days. */
const MAX_AGE_MS = 11 * 86_400_000;

/** What a watch is made of. */
export interface BulkOperationWatchTools {
  database: Database;
  reader: Pick<BulkOperationReader, 'read'>;
  children: ChildEventStore;
  clock: Clock;
  logger: Logger;
  /** How often each operation is asked about; default 15 s. */
  everyMs?: number;
}

/**
 * Watches the bulk operations that tasks begin: every 15 seconds until they end, whichever runner does so. The end of a
 * watch and the event that tells of it commit together, so that there is exactly one.
 */
export class BulkOperationWatch implements BulkOperations {
  private readonly everyMs: number;
  private readonly stopping = new AbortController();

  constructor(private readonly tools: BulkOperationWatchTools) {
    this.everyMs = tools.everyMs ?? 15_000;
  }

  async watch(begun: BegunBulkOperation): Promise<void> {
    const { database } = this.tools;
    // It has begun: without this row its end would be told to nobody.
    await throughOutage(() => insertWatch(database, begun, this.everyMs), this.stopping.signal);
  }

  /** Asks about all operations whose time has come. */
  async askAboutDue(): Promise<void> {
    for (;;) {
      const due = await takeDue(this.tools.database, AT_ONCE, this.everyMs);
      await Promise.all(due.map((operation) => this.ask(operation)));
      if (due.length < AT_ONCE || this.stopping.signal.aborted) return;
    }
  }

  /** Nothing is asked any more; what was being asked is left to others. */
  stop(): void {
    this.stopping.abort();
  }

  private async ask(due: DueBulkOperation): Promise<void> {
    const { database, reader, clock, logger } = this.tools;
    const { id, workspaceId, apiVersion, operationId } = due;
    const connection = { id: due.connectionId, name: due.connectionName };
    const line = { workspace_id: workspaceId, task_id: due.taskId, operation_id: operationId };
    try {
      const asked = { workspaceId, connection, apiVersion, operationId };
      const state = await reader.read(asked, this.stopping.signal);
      if (state.is === 'running') return;
      if (state.is === 'ended') return await this.tell(due, state.operation);
      await endWatch(database, id);
      logger.warn({ message: 'bulk_operation.unknown', ...line });
    } catch (error) {
      if (this.stopping.signal.aborted) return;
      logger.warn({ message: 'bulk_operation.not_read', ...line, error });
      if (clock.now() - due.createdAt.getTime() > MAX_AGE_MS) await endWatch(database, id);
      else if (isForPeople(error)) await askLater(database, id, Math.max(MEND_MS, this.everyMs));
    }
  }

  private async tell(due: DueBulkOperation, operation: string): Promise<void> {
    const { database, children, logger } = this.tools;
    const event = this.eventOf(due, operation);
    const isTold = await database.transaction(async (tx) => {
      if (!(await endWatch(tx, due.id)) || !(await isWanted(tx, due))) return false;
      await children.add(tx, [event]);
      return true;
    });
    logger.info({
      message: 'bulk_operation.ended',
      workspace_id: due.workspaceId,
      task_id: due.taskId,
      operation_id: due.operationId,
      event_id: isTold ? event.envelope.id : null,
    });
  }

  private eventOf(
    { id: runId, workspaceId, eventId, taskId }: DueBulkOperation,
    operation: string,
  ): NewEvent {
    return systemEvent({
      ...{ workspaceId, eventId, runId, round: 0, topic: BULK_OPERATION_TOPIC, taskIds: [taskId] },
      at: new Date(this.tools.clock.now()),
      data: new RawJson(operation),
    });
  }
}

async function isWanted(
  tx: Transaction,
  { workspaceId, taskId }: DueBulkOperation,
): Promise<boolean> {
  const [task] = await tasksNamed(tx, workspaceId, [taskId]);
  return task?.enabled === true && subscribesTo(task.subscriptions, BULK_OPERATION_TOPIC);
}

const isForPeople = (error: unknown): boolean => error instanceof MillwrightError && !error.retry;
