import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const LEAVING_MS = 200;
const SWEEP_MS = 100;
const FORCE_AFTER_MS = 8_000;

/** Lets a server stop although clients keep their connections busy. */
export interface Drain {
  /**
   * Takes no new connection, answers what is under way, ends. Connections still open 8 s after `answered` (default: at
   * once) are cut.
   */
  close(answered?: Promise<void>): Promise<void>;
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
  return { close: (answered) => (closing ??= closed(server, forceAfterMs, answered)) };
}

/** For a moment busy clients leave by themselves: closing a connection under a request on its way would reset it. */
async function closed(
  server: Server,
  forceAfterMs: number,
  answered: Promise<void> = Promise.resolve(),
): Promise<void> {
  let force: NodeJS.Timeout | undefined;
  let isClosed = false;
  void answered.finally(() => {
    if (!isClosed) force = setTimeout(() => server.closeAllConnections(), forceAfterMs);
  });
  if ((await connectionsOf(server)) > 0) await sleep(LEAVING_MS);
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  isClosed = true;
  clearInterval(sweep);
  clearTimeout(force);
}

const connectionsOf = (server: Server): Promise<number> =>
  new Promise((resolve) => server.getConnections((_error, count) => resolve(count ?? 0)));
