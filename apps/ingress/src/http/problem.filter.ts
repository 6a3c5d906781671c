import type { ServerResponse } from 'node:http';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { DatabaseUnavailableError } from '@millwright/database';
import { Logger } from '@millwright/observability';
import { StorageError } from '@millwright/storage';
import { PROBLEM_TYPE, problemText, statusOf, type ProblemCode } from './problem.ts';

/** Answers what a controller throws, and addresses that nobody serves, as problems. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<ServerResponse>();
    const [code, detail] = this.problemOf(error);
    if (response.headersSent) return void response.end();
    const requestId = String(response.getHeader('x-request-id'));
    if (code === 'unavailable') response.setHeader('retry-after', '1');
    response.writeHead(statusOf(code), { 'content-type': PROBLEM_TYPE });
    response.end(problemText(code, detail, requestId));
  }

  private problemOf(error: unknown): [ProblemCode, string] {
    if (error instanceof DatabaseUnavailableError) {
      return ['unavailable', 'the database cannot be reached: try again in a second'];
    }
    if (error instanceof StorageError && error.retry) {
      this.logger.warn({ message: 'request.not_served', error });
      return ['unavailable', 'the store of files cannot be reached: try again in a second'];
    }
    if (error instanceof HttpException && error.getStatus() === 404) {
      return ['not_found', 'there is nothing at this address'];
    }
    if (error instanceof HttpException && error.getStatus() < 500) {
      return ['bad_request', error.message];
    }
    this.logger.error({ message: 'request.failed', error });
    return ['internal', 'something failed on our side; the log tells what, by the request id'];
  }
}
