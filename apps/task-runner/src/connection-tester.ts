import { tryConnection, type ActionPorts, type ConnectionVerdict } from '@millwright/action';
import { ConnectionError, ConnectionStore, openConnection } from '@millwright/connection';
import type { Database } from '@millwright/database';
import type { Clock, Id, SecretBox } from '@millwright/kernel';
import type { OutboundHttp } from '@millwright/net';

/** What a test came to, and of which type the Connection was; missing: there is none. */
export interface TestedConnection {
  type?: string;
  verdict: ConnectionVerdict;
}

/** What a {@link ConnectionTester} is made of. */
export interface ConnectionTesterParts {
  database: Database;
  box: SecretBox;
  net: OutboundHttp;
  tokens: ActionPorts['tokens'];
  clock: Clock;
}

/** Tries Connections as they are in the database at that moment. */
export class ConnectionTester {
  private readonly store = new ConnectionStore();

  constructor(private readonly parts: ConnectionTesterParts) {}

  /** Only our own faults are thrown. */
  async test(workspaceId: Id, id: Id): Promise<TestedConnection> {
    const { database, box, net, tokens, clock } = this.parts;
    const connection = await this.store.find(database, workspaceId, id);
    if (connection === undefined) {
      const message = 'the Connection was deleted meanwhile';
      return { verdict: { ok: false, code: 'connection_missing', message } };
    }
    const { type } = connection;
    try {
      const opened = openConnection(box, connection);
      return { type, verdict: await tryConnection(opened, { net, tokens, clock }) };
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      return { type, verdict: { ok: false, code: error.code, message: error.message } };
    }
  }
}
