import type { Server } from 'node:http';

const SWEEP_MS = 100;
const FORCE_AFTER_MS = 20_000;

/** Lets a server stop although clients keep their connections busy. */
export interface Drain {
  /** Takes no new connection, answers what is under way, ends. Connections still open after 20 s are cut. */
  close(): Promise<void>;
}

/**
 * Call it once every listener for requests is in place. `server.close()` alone waits for keep-alive clients to go
 * away, which busy ones never do: each answer given while closing says `connection: close`, and idle connections
 * are closed as they turn idle.
 */
export function drainOf(server: Server, forceAfterMs: number = FORCE_AFTER_MS): Drain {
  let closing: Promise<void> | undefined;
  server.prependListener('request', (_request, response) => {
    if (closing) response.setHeader('connection', 'close');
  });
  return { close: () => (closing ??= closed(server, forceAfterMs)) };
}

async function closed(server: Server, forceAfterMs: number): Promise<void> {
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const force = setTimeout(() => server.closeAllConnections(), forceAfterMs);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearInterval(sweep);
  clearTimeout(force);
}
