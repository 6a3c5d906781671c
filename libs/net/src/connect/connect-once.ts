import type { Socket } from 'node:net';
import { connectInTime, type Target } from './connector.ts';
import type { Dialer } from './dialer.ts';

/** How one connection is made. */
export interface ConnectOptions {
  /** Null: without TLS, for now or at all. */
  tls: { verify: boolean } | null;
  connectTimeoutMs: number;
  signal: AbortSignal;
}

/** A connection that belongs to nobody but the caller. @throws NetError; or the signal's reason */
export function connectOnce(
  target: Target,
  {
    dialer,
    authority,
    tls,
    connectTimeoutMs,
    signal,
  }: ConnectOptions & { dialer: Dialer; authority: string | undefined },
): Promise<Socket> {
  const verifyTls = tls?.verify ?? true;
  const options = { dialer, verifyTls, connectTimeoutMs, closing: signal, authority };
  return connectInTime(target, tls !== null, options);
}
