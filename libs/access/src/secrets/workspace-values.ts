import { KeptByEpoch, type Database, type Sql } from '@millwright/database';
import type { Id, RawJson } from '@millwright/kernel';
import { AuditLog } from '../audit/audit-log.ts';
import { GlobalStore } from '../globals/global.store.ts';
import type { ReferenceScope, SecretReferences } from './secret-references.ts';
import type { SecretStore } from './secret.store.ts';

/** What is behind a reference: a secret, one that is gone, or nothing: then it is text. */
export type FoundSecret =
  { is: 'open'; key: string; value: string } | { is: 'missing'; key: string } | { is: 'text' };

/** Who reads a secret to use it outside, for the audit log. */
export interface SecretUse {
  actionRunId: Id;
  taskId: Id;
}

/**
 * The globals and secrets of Workspaces as runs read them. Globals and the keys of secrets are kept as of an epoch: a
 * run costs one row unless something was written since.
 */
export class WorkspaceValues {
  private readonly globals = new KeptByEpoch<Id, RawJson>();
  private readonly keys = new KeptByEpoch<Id, string[]>();
  private readonly globalStore = new GlobalStore();
  private readonly audit = new AuditLog();

  constructor(
    private readonly secrets: SecretStore,
    private readonly references: SecretReferences,
  ) {}

  /** All globals of a Workspace, as the exact JSON text of one object. */
  globalsOf(sql: Sql, workspaceId: Id): Promise<RawJson> {
    return this.globals.of(sql, workspaceId, () => this.globalStore.objectOf(sql, workspaceId));
  }

  /** A reference for each secret of a Workspace, by its key, good in one task run. */
  async secretsOf(sql: Sql, scope: ReferenceScope): Promise<ReadonlyMap<string, string>> {
    const { workspaceId } = scope;
    const keys = await this.keys.of(sql, workspaceId, () => this.secrets.keysOf(sql, workspaceId));
    const references = new Map<string, string>();
    for (const key of keys) {
      const reference = this.references.referenceTo(key, scope);
      if (reference !== undefined) references.set(key, reference);
    }
    return references;
  }

  /**
   * What a reference stands for in a run. With a `use` the reading is noted in the audit log: it commits by itself.
   * @throws SecretBoxError when the secret does not open
   */
  async secretBehind(
    database: Database,
    reference: string,
    scope: ReferenceScope,
    use?: SecretUse,
  ): Promise<FoundSecret> {
    const key = this.references.keyIn(reference, scope);
    if (key === undefined) return { is: 'text' };
    const value = await this.secrets.open(database, scope.workspaceId, key);
    if (value === undefined) return { is: 'missing', key };
    if (use !== undefined) await this.note(database, key, scope, use);
    return { is: 'open', key, value };
  }

  private note(
    sql: Sql,
    key: string,
    { workspaceId }: ReferenceScope,
    { actionRunId, taskId }: SecretUse,
  ): Promise<void> {
    return this.audit.record(sql, {
      workspaceId,
      actor: `task ${taskId}`,
      address: null,
      action: 'read',
      resource: 'secrets',
      resourceId: key,
      changes: { action_run_id: actionRunId },
    });
  }
}
