import type { Config } from '@millwright/config';

/** What clients may take of an app's HTTP server before anything of ours sees their requests. */
export interface EdgeLimits {
  /** Request line and headers together. */
  headerBytes: number;
  /** From the first byte of a request to the end of its headers. */
  headersTimeoutMs: number;
  /** From the headers to the end of the body; and how long an answer waits for a client that reads nothing. */
  bodyTimeoutMs: number;
  /** How long an idle connection is kept; longer than the proxies in front keep theirs. */
  keepAliveMs: number;
  /** How often timeouts are looked for. */
  sweepMs: number;
  /** Open connections in all. */
  connections: number;
  /** Open connections of one client. */
  connectionsPerAddress: number;
}

/** The limits of a configuration. */
export const edgeLimitsOf = ({ limits }: Config): EdgeLimits => ({
  headerBytes: limits.headerBytes,
  headersTimeoutMs: limits.headersTimeoutMs,
  bodyTimeoutMs: limits.bodyTimeoutMs,
  keepAliveMs: limits.keepAliveMs,
  sweepMs: 1_000,
  connections: limits.connections,
  connectionsPerAddress: limits.connectionsPerAddress,
});
