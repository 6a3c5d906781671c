import type { AccessTokens, ConnectionTypeName, OpenConnection } from '@millwright/connection';
import type { Clock } from '@millwright/kernel';
import type { OutboundHttp } from '@millwright/net';

/** What a test of a Connection may use. */
export interface ConnectionTestContext {
  net: OutboundHttp;
  tokens: AccessTokens;
  /** Aborted when the test must end. */
  signal: AbortSignal;
  clock: Clock;
}

/** Tries a Connection without changing anything at the other side; answers what worked, for people. */
export type ConnectionTest<Name extends ConnectionTypeName> = (
  connection: OpenConnection<Name>,
  context: ConnectionTestContext,
) => Promise<string>;
