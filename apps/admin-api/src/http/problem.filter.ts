import { messageOf, MillwrightError, stringifyJson } from '@millwright/kernel';
import { Logger } from '@millwright/observability';
import { Catch, HttpException, Injectable } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { STATUS_CODES } from 'node:http';
import type { AdminRequest } from './admin-request.ts';
import { ProblemError } from './problem.ts';
import { RouteTable } from './route-table.ts';

/** Answers with a problem (RFC 9457) whatever a request ends with; what is our fault is logged, never shown. */
@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    private readonly routes: RouteTable,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<AdminRequest>();
    const response = host.switchToHttp().getResponse<Response>();
    const problem = this.problemOf(error, request);
    if (problem.fault === 'ours') this.log(error, request);
    if (response.headersSent) return void response.end();
    const { code, status, message: detail, extras } = problem;
    response.status(status).set(extras.headers ?? {});
    response.type('application/problem+json').send(
      stringifyJson({
        type: `/problems/${code}`,
        title: STATUS_CODES[status],
        status,
        detail,
        request_id: request.requestId,
        code,
        ...extras.members,
        ...(extras.errors && { errors: extras.errors }),
      }),
    );
  }

  private problemOf(error: unknown, request: Request): ProblemError {
    if (error instanceof ProblemError) return error;
    if (error instanceof HttpException) return this.ofNest(error, request);
    if (error instanceof MillwrightError && error.fault === 'ours' && error.retry) {
      const headers = { 'retry-after': '1' };
      return new ProblemError('unavailable', 'a service that this needs is away; try again', {
        headers,
      });
    }
    return new ProblemError(
      'internal',
      'something went wrong on our side; the request id names it in the logs',
    );
  }

  /** Nest itself only says that no route fits, or that the address cannot be decoded. */
  private ofNest(error: HttpException, request: Request): ProblemError {
    const status = error.getStatus();
    if (status >= 500) return new ProblemError('internal', 'something went wrong on our side');
    if (status !== 404) return new ProblemError('not_found', 'the address is malformed');
    const allowed = this.routes.methodsOf(request.path);
    if (allowed.length === 0) return new ProblemError('not_found', `nothing is at ${request.path}`);
    const detail = `${request.method} is not possible here`;
    return new ProblemError('method_not_allowed', detail, {
      headers: { allow: allowed.join(', ') },
    });
  }

  private log(error: unknown, { method, path, requestId }: AdminRequest): void {
    const line = { message: 'request.failed', request_id: requestId, http_method: method, path };
    this.logger.error({ ...line, error, detail: messageOf(error) });
  }
}
