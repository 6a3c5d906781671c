import { newId, type Id } from '@millwright/kernel';
import { z } from 'zod';
import { ConnectionError } from '../connection.errors.ts';
import type {
  ConnectionSource,
  ConnectionWanted,
  OpenConnection,
} from '../source/connection-source.ts';
import { resolveConnection } from '../source/resolve-connection.ts';
import { connectionTypes, type ConnectionTypeName } from '../types/index.ts';

/** A Connection as a test gives it. */
export interface Given {
  name: string;
  type: ConnectionTypeName;
  /** As the API takes them: defaults are filled in. */
  fields: Record<string, unknown>;
}

/** The Connections that a test gives, by name; a test that gives none has a Workspace without any. */
export class GivenConnections implements ConnectionSource {
  private readonly opened: OpenConnection[];

  constructor(...connections: Given[]) {
    this.opened = connections.map(({ name, type, fields }) => {
      const { fields: schema } = connectionTypes.find((one) => one.name === type)!;
      const connection = { id: newId(), workspaceId: newId(), name, type, revision: 1 };
      // Rules over several fields are left out: a test may give what only the database would refuse.
      const given = z.strictObject(schema.shape).parse(fields);
      return { ...connection, fields: given } as OpenConnection;
    });
  }

  /** Gives a Connection another name, as people do. */
  rename(from: string, to: string): void {
    const at = this.opened.findIndex(({ name }) => name === from);
    const one = this.opened[at]!;
    this.opened[at] = { ...one, name: to, revision: one.revision + 1 };
  }

  async open<Name extends ConnectionTypeName>(
    _workspaceId: Id,
    wanted: ConnectionWanted<Name>,
  ): Promise<OpenConnection<Name>> {
    const defaults = { default_mail_connection: null, default_shopify_connection: null };
    const found = resolveConnection({ connections: this.opened, defaults }, wanted);
    if (!found.ok) {
      const { message, known } = found;
      throw new ConnectionError('connection_missing', message, { known });
    }
    return found.connection as OpenConnection<Name>;
  }
}
