import { configChanged, encodeMessage } from '@millwright/contracts';
import { Database, readEpoch } from '@millwright/database';
import type { Sql, Transaction } from '@millwright/database';
import { newId } from '@millwright/kernel';
import type { Id } from '@millwright/kernel';
import { MessageBus } from '@millwright/messaging';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../tokens/principal.ts';
import { AuditLog } from './audit-log.ts';

/** What the audit log is to say of a write. `changes` holds names and hashes, never values. */
export interface WriteNote {
  action: string;
  resource: string;
  id: string | null;
  changes?: Readonly<Record<string, unknown>>;
}

/** Who writes; without a Workspace the write concerns the instance. */
export interface Writer {
  principal: Principal;
  /** Where the request came from. */
  address: string | null;
  workspace?: { readonly id: Id };
}

/** Writes configuration and its audit entry in one transaction, then tells every instance. */
@Injectable()
export class AuditedWrites {
  constructor(
    private readonly database: Database,
    private readonly bus: MessageBus,
    private readonly audit: AuditLog,
  ) {}

  /** `work` throws to write nothing; its outcome makes the note. */
  commit<T>(
    by: Writer,
    work: (tx: Transaction) => Promise<T>,
    noteOf: (outcome: T) => WriteNote,
  ): Promise<T> {
    return this.database.transaction(async (tx) => {
      const outcome = await work(tx);
      await this.record(tx, by, noteOf(outcome));
      const epoch = await readEpoch(tx);
      tx.afterCommit(() => this.announce(epoch));
      return outcome;
    });
  }

  /** Notes what was written elsewhere: commands on runs and events commit by themselves. */
  note(by: Writer, note: WriteNote): Promise<void> {
    return this.record(this.database, by, note);
  }

  private record(
    sql: Sql,
    { principal, address, workspace }: Writer,
    note: WriteNote,
  ): Promise<void> {
    return this.audit.record(sql, {
      workspaceId: workspace?.id ?? null,
      actor: principal.name,
      address,
      action: note.action,
      resource: note.resource,
      resourceId: note.id,
      changes: note.changes,
    });
  }

  // Whoever misses it compares epochs by itself within half a second.
  private async announce(epoch: number): Promise<void> {
    if (!this.bus.isAvailable()) return;
    const body = encodeMessage(configChanged, { epoch });
    await this.bus.publish({ queue: 'broadcast', body, id: newId() });
  }
}
