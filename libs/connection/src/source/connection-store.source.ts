import { KeptByEpoch, type Sql } from '@millwright/database';
import type { Id, SecretBox } from '@millwright/kernel';
import { ConnectionError } from '../connection.errors.ts';
import type { ConnectionTypeName } from '../types/index.ts';
import type { ConnectionSource, ConnectionWanted, OpenConnection } from './connection-source.ts';
import {
  readKnownConnections,
  type ConnectionRow,
  type KnownConnections,
} from './known-connections.ts';
import { openConnection } from './open-connection.ts';
import { resolveConnection } from './resolve-connection.ts';

/**
 * The Connections of the database. Those of a Workspace are kept, sealed, as of an epoch: a change is seen by whoever
 * asks after its commit, and asking costs one row while nothing changes.
 */
export class ConnectionStoreSource implements ConnectionSource {
  private readonly known = new KeptByEpoch<Id, KnownConnections<ConnectionRow>>();

  constructor(
    private readonly sql: Sql,
    private readonly box: SecretBox,
  ) {}

  /** @throws ConnectionError `connection_missing`; SecretBoxError where no key opens it */
  async open<Name extends ConnectionTypeName>(
    workspaceId: Id,
    wanted: ConnectionWanted<Name>,
  ): Promise<OpenConnection<Name>> {
    const known = await this.known.of(this.sql, workspaceId, () =>
      readKnownConnections(this.sql, workspaceId),
    );
    const found = resolveConnection(known, wanted);
    if (!found.ok) {
      const { message, known: names } = found;
      throw new ConnectionError('connection_missing', message, { known: names });
    }
    return openConnection(this.box, found.connection) as OpenConnection<Name>;
  }
}
