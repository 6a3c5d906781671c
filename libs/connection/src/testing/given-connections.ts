import { type Id, newId } from '@millwright/kernel';
import { ConnectionError } from '../connection.errors.ts';
import type {
  ConnectionSource,
  ConnectionWanted,
  OpenConnection,
} from '../source/connection-source.ts';
import { connectionTypes, type ConnectionTypeName } from '../types/index.ts';

interface Given {
  name: string;
  type: ConnectionTypeName;
  /** As the API takes them: defaults are filled in. */
  fields: Record<string, unknown>;
}

/** The Connections that a test gives, by name; a test that gives none has a Workspace without any. */
export class GivenConnections implements ConnectionSource {
  private readonly opened: OpenConnection[];

  constructor(...given: Given[]) {
    this.opened = given.map(({ name, type, fields }) => {
      const { fields: schema } = connectionTypes.find((one) => one.name === type)!;
      const connection = { id: newId(), workspaceId: newId(), name, type, revision: 1 };
      return { ...connection, fields: schema.parse(fields) } as OpenConnection;
    });
  }

  async open<Name extends ConnectionTypeName>(
    _workspaceId: Id,
    { types, account, asker }: ConnectionWanted<Name>,
  ): Promise<OpenConnection<Name>> {
    const names: readonly string[] = types;
    const fitting = this.opened.filter(
      ({ name, type }) => names.includes(type) && (account === undefined || name === account),
    );
    if (fitting.length === 1) return fitting[0] as OpenConnection<Name>;
    throw new ConnectionError(
      'connection_missing',
      `${asker} needs a Connection of type ${types.join(' or ')}`,
    );
  }
}
