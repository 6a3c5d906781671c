import { bumpEpoch, type Transaction } from '@millwright/database';
import { newId, SecretBox, SecretBoxError, type Id } from '@millwright/kernel';
import { Injectable } from '@nestjs/common';
import type { ConnectionType } from '../connection-type.ts';
import { connectionTypeNamed } from '../types/index.ts';
import type { Connection } from './connection.entity.ts';
import type { ConnectionCreate, ConnectionPatch } from './connection.schema.ts';
import { ConnectionStore, MAX_CONNECTIONS } from './connection.store.ts';
import { draftFields, type FieldFault } from './draft-fields.ts';
import { newInboundToken } from './inbound-token.ts';
import { openFields, sealFields } from './sealed-fields.ts';

/** Why nothing was written: faults of fields, a name that is another's, or too many Connections. */
export type NotWritten = { faults: FieldFault[] } | { refused: 'taken' | 'full' };

/** A Connection just made, with its inbound token in clear this once. */
export interface MadeConnection {
  connection: Connection;
  inboundToken: string;
}

/** Creates and changes Connections with their secrets. */
@Injectable()
export class ConnectionWriter {
  constructor(
    private readonly store: ConnectionStore,
    private readonly box: SecretBox,
  ) {}

  /** @throws SecretBoxError where there are secrets and no key to seal them with */
  async create(
    tx: Transaction,
    workspaceId: Id,
    { name, type, fields }: ConnectionCreate,
  ): Promise<MadeConnection | NotWritten> {
    const draft = draftFields(connectionTypeNamed(type)!, {}, fields);
    if (Array.isArray(draft)) return { faults: draft };
    // Who holds the epoch writes alone: nobody adds one between the count and the commit.
    await bumpEpoch(tx);
    if ((await this.store.countOf(tx, workspaceId)) >= MAX_CONNECTIONS) return { refused: 'full' };
    const place = { id: newId(), workspaceId };
    const { token, hash } = newInboundToken();
    const connection = await this.store.create(tx, {
      ...place,
      ...{ name, type, settings: draft.settings, inboundTokenHash: hash },
      secretFields: Object.keys(draft.secrets),
      sealed: sealFields(this.box, place, draft.secrets),
    });
    return connection ? { connection, inboundToken: token } : { refused: 'taken' };
  }

  /** Undefined: the Workspace has no such Connection. @throws SecretBoxError as {@link create} */
  async update(
    tx: Transaction,
    workspaceId: Id,
    id: Id,
    { name, fields }: ConnectionPatch,
  ): Promise<{ before: Connection; after: Connection } | NotWritten | undefined> {
    await bumpEpoch(tx);
    const before = await this.store.find(tx, workspaceId, id);
    if (before === undefined) return undefined;
    const columns = fields === undefined ? before : this.withFields(before, fields);
    if ('faults' in columns) return columns;
    const written = { ...before, ...columns, name: name ?? before.name };
    const after = await this.store.update(tx, before, written);
    return after ? { before, after } : { refused: 'taken' };
  }

  /** Another inbound token: the one before is worth nothing from then on. */
  async rotateInboundToken(
    tx: Transaction,
    workspaceId: Id,
    id: Id,
  ): Promise<MadeConnection | undefined> {
    const { token, hash } = newInboundToken();
    const connection = await this.store.changeInboundToken(tx, workspaceId, id, hash);
    return connection && { connection, inboundToken: token };
  }

  private withFields(
    connection: Connection,
    given: Readonly<Record<string, unknown>>,
  ): Pick<Connection, 'settings' | 'secretFields' | 'sealed'> | { faults: FieldFault[] } {
    const type = connectionTypeNamed(connection.type);
    if (type === undefined) return { faults: [unknownType(connection)] };
    const draft = draftFields(type, this.presentOf(type, connection), given);
    if (Array.isArray(draft)) return { faults: draft };
    return {
      settings: draft.settings,
      secretFields: Object.keys(draft.secrets),
      sealed: sealFields(this.box, connection, draft.secrets),
    };
  }

  /** Secrets that no key opens any more are gone: those that are required are to be given again. */
  private presentOf(type: ConnectionType, connection: Connection): Record<string, unknown> {
    const settings = Object.entries(connection.settings);
    const known = settings.filter(([name]) => Object.hasOwn(type.fields.shape, name));
    try {
      return { ...Object.fromEntries(known), ...openFields(this.box, connection) };
    } catch (error) {
      if (!(error instanceof SecretBoxError)) throw error;
      return Object.fromEntries(known);
    }
  }
}

const unknownType = ({ type }: Connection): FieldFault => ({
  path: 'fields',
  message: `the type ${type} is not known to this version: delete the Connection, or update Millwright`,
});
