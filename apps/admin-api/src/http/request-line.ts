import type { Logger, Metrics } from '@millwright/observability';
import type { NextFunction, Request, Response } from 'express';
import { addressOf } from './admin-request.ts';
import type { AdminRequest } from './admin-request.ts';

/** Counts every request of the API, and logs it once it is answered: reads at debug, everything else at info. */
export function requestLine(logger: Logger, metrics: Metrics) {
  const counter = metrics.counter('millwright_admin_requests_total', 'Requests of the admin API', [
    'method',
    'status',
  ]);
  return (request: Request, response: Response, next: NextFunction): void => {
    const startedAt = performance.now();
    // Set by hand-over to Express: later the path is relative to whatever handles it.
    const { path } = request;
    // By then the connection may be gone, and the address with it.
    const address = addressOf(request);
    response.once('finish', () => {
      const { requestId, principal, workspace } = request as AdminRequest;
      const status = response.statusCode;
      if (!path.startsWith('/api/v1')) return;
      counter.inc({ method: request.method, status: String(status) });
      const isQuiet = request.method === 'GET' && status < 400;
      logger[isQuiet ? 'debug' : 'info']({
        message: 'request.answered',
        request_id: requestId,
        http_method: request.method,
        path,
        http_status: status,
        workspace_id: workspace?.id,
        actor: principal?.name,
        address,
        duration_ms: Math.round(performance.now() - startedAt),
      });
    });
    next();
  };
}
