import { AuditedWrites, WorkspaceStore } from '@millwright/access';
import {
  ConnectionStore,
  connectionTypeNamed,
  ConnectionWriter,
  MAX_CONNECTIONS,
  type Connection,
  type ConnectionCreate,
  type ConnectionPatch,
  type MadeConnection,
  type NotWritten,
} from '@millwright/connection';
import type { Transaction } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../../http/admin-request.ts';
import { found, invalid, ProblemError } from '../../http/problem.ts';

const resource = 'connections';

/** Creates, changes and deletes Connections. The Workspace's defaults, which name them, go along. */
@Injectable()
export class ConnectionWrites {
  constructor(
    private readonly writes: AuditedWrites,
    private readonly store: ConnectionStore,
    private readonly writer: ConnectionWriter,
    private readonly workspaces: WorkspaceStore,
  ) {}

  create(by: Caller, fields: ConnectionCreate): Promise<MadeConnection> {
    const { name } = fields;
    return this.writes.commit(
      by,
      async (tx) => written(await this.writer.create(tx, by.workspace.id, fields), name),
      ({ connection: { id, type } }) => ({
        action: 'create',
        resource,
        id,
        changes: { name, type, fields: Object.keys(fields.fields) },
      }),
    );
  }

  /** A default follows its Connection to another name. */
  async patch(by: Caller, id: Id, patch: ConnectionPatch): Promise<Connection> {
    const { after } = await this.writes.commit(
      by,
      async (tx) => {
        const outcome = await this.writer.update(tx, by.workspace.id, id, patch);
        const change = written(found(outcome, 'Connection'), patch.name);
        await this.renameDefault(tx, by, change);
        return change;
      },
      ({ before, after }) => ({
        action: 'update',
        resource,
        id,
        changes: {
          ...(before.name !== after.name && { name: [before.name, after.name] }),
          fields: Object.keys(patch.fields ?? {}),
        },
      }),
    );
    return after;
  }

  rotateInboundToken(by: Caller, id: Id): Promise<MadeConnection> {
    return this.writes.commit(
      by,
      async (tx) =>
        found(await this.writer.rotateInboundToken(tx, by.workspace.id, id), 'Connection'),
      () => ({ action: 'rotate_inbound_token', resource, id }),
    );
  }

  /** One that is a default is refused: what is meant in its place is not ours to say. */
  async delete(by: Caller, id: Id): Promise<void> {
    await this.writes.commit(
      by,
      async (tx) => {
        const deleted = found(await this.store.delete(tx, by.workspace.id, id), 'Connection');
        const setting = await this.defaultNaming(tx, by, deleted);
        if (setting === undefined) return deleted;
        throw new ProblemError(
          'conflict',
          `"${deleted.name}" is the Workspace's ${setting}: set that to another one, or to null, first`,
        );
      },
      ({ name, type }) => ({ action: 'delete', resource, id, changes: { name, type } }),
    );
  }

  private async renameDefault(
    tx: Transaction,
    by: Caller,
    { before, after }: { before: Connection; after: Connection },
  ): Promise<void> {
    if (before.name === after.name) return;
    const setting = await this.defaultNaming(tx, by, before);
    if (setting === undefined) return;
    await this.workspaces.update(tx, by.workspace.id, { settings: { [setting]: after.name } });
  }

  /** Read anew: who holds the epoch sees settings as nobody else can change them. */
  private async defaultNaming(
    tx: Transaction,
    { workspace: { id } }: Caller,
    { type, name }: Pick<Connection, 'type' | 'name'>,
  ) {
    const setting = connectionTypeNamed(type)?.defaultSetting;
    if (setting === undefined) return undefined;
    const workspace = await this.workspaces.byId(tx, id);
    return workspace?.settings[setting] === name ? setting : undefined;
  }
}

function written<Outcome extends object>(
  outcome: Outcome | NotWritten,
  name: string | undefined,
): Outcome {
  if ('faults' in outcome) throw invalid(outcome.faults);
  if (!('refused' in outcome)) return outcome;
  const detail =
    outcome.refused === 'taken'
      ? `there is a Connection "${name}" already`
      : `a Workspace has at most ${MAX_CONNECTIONS} Connections`;
  throw new ProblemError('conflict', detail);
}
