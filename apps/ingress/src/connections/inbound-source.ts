import type { OpenConnection } from '@millwright/connection';
import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';

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
  /** @throws ConnectionError */
  open(): OpenConnection;
}

/** Where Connections are found by the id in the address that their services call. */
export abstract class InboundSource {
  /** Undefined: there is no Connection of that id. */
  abstract byInboundId(sql: Sql, inboundId: string): Promise<InboundConnection | undefined>;
}
