import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HealthChecks, Metrics } from '@millwright/observability';
import { drainOf } from './drain.ts';
import { listen } from './listen.ts';

/** What the waiting room tells, and where. */
export interface WaitingRoomOptions {
  host: string;
  port: number;
  health: HealthChecks;
  metrics: Metrics;
}

/**
 * Listens in an app's place until the app can: `/health/live` 200, `/health/ready` what is missing, `/metrics`, and
 * 503 with `Retry-After` for everything else. Also finds out early that a port is taken.
 * @throws StartError when it cannot listen.
 */
export async function openWaitingRoom({
  host,
  port,
  health,
  metrics,
}: WaitingRoomOptions): Promise<{ close(): Promise<void> }> {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    request.resume();
    const path = request.url?.split('?')[0];
    if (path === '/health/live') return sendJson(response, 200, { ok: true });
    if (path === '/health/ready')
      return sendJson(response, 503, { ...(await health.ready()), ok: false });
    if (path === '/metrics') {
      response.writeHead(200, { 'content-type': metrics.contentType }).end(await metrics.text());
      return;
    }
    const detail = 'The app is starting; try again in a few seconds.';
    response.setHeader('retry-after', '5');
    response.setHeader('content-type', 'application/problem+json');
    sendJson(response, 503, {
      type: 'about:blank',
      title: 'Service Unavailable',
      status: 503,
      detail,
      code: 'unavailable',
    });
  };
  const server = createServer((request, response) => void answer(request, response));
  const drain = drainOf(server, 1_000);
  await listen(server, { host, port });
  return { close: () => drain.close() };
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  if (!response.hasHeader('content-type')) response.setHeader('content-type', 'application/json');
  response.writeHead(status).end(JSON.stringify(body));
}
