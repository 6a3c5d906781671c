import type { Sql } from '@millwright/database';
import { isUuid, SecretBox, type Id } from '@millwright/kernel';
import { Injectable } from '@nestjs/common';
import { isInboundToken } from '../store/inbound-token.ts';
import type { OpenConnection } from './connection-source.ts';
import type { ConnectionRow } from './known-connections.ts';
import { openConnection } from './open-connection.ts';

/** A Connection whose service calls us. Its type is the domain of the topics that it may create. */
export interface InboundConnection {
  readonly id: Id;
  readonly workspaceId: Id;
  readonly name: string;
  readonly type: string;
  /** What the Workspace says of the bodies of its requests; undefined: nothing. */
  readonly maxBodyBytes: number | undefined;
  /** Whether this is the token that the service was given for its calls. In constant time. */
  isToken(text: string): boolean;
  /** @throws ConnectionError, SecretBoxError */
  open(): OpenConnection;
}

/** Connections by the id in the address that their services call: the id is random, and says nothing of them. */
@Injectable()
export class InboundConnections {
  constructor(private readonly box: SecretBox) {}

  /** Undefined: no Connection of that id, or it or its Workspace is deleted. */
  async byInboundId(sql: Sql, inboundId: string): Promise<InboundConnection | undefined> {
    if (!isUuid(inboundId)) return undefined;
    const [row] = await sql.query<ConnectionRow & { hash: string; maxBodyBytes: number | null }>(
      `select c.id, c.workspace_id as "workspaceId", c.name, c.type, c.revision, c.settings, c.sealed,
         c.inbound_token_hash as hash, (w.settings->>'max_body_bytes')::int as "maxBodyBytes"
       from connections c join workspaces w on w.id = c.workspace_id
       where c.inbound_id = $1 and c.deleted_at is null and w.deleted_at is null`,
      [inboundId],
    );
    if (row === undefined) return undefined;
    const { id, workspaceId, name, type, hash, maxBodyBytes } = row;
    return {
      ...{ id, workspaceId, name, type, maxBodyBytes: maxBodyBytes ?? undefined },
      isToken: (text) => isInboundToken(text, hash),
      open: () => openConnection(this.box, row),
    };
  }
}
