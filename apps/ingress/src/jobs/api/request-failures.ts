import { DatabaseUnavailableError } from '@millwright/database';
import { JobProblem } from '@millwright/job';
import { BrokerUnavailableError } from '@millwright/messaging';
import { Logger } from '@millwright/observability';
import { Injectable } from '@nestjs/common';
import { ClientGoneError, type JobExchange } from './job-exchange.ts';

/** Makes problems of what is thrown while a request is served. */
@Injectable()
export class RequestFailures {
  constructor(private readonly logger: Logger) {}

  /** Undefined: there is nobody to tell. */
  problemOf({ requestId }: JobExchange, error: unknown): JobProblem | undefined {
    if (error instanceof JobProblem) return error;
    if (error instanceof ClientGoneError) return undefined;
    if (error instanceof DatabaseUnavailableError || error instanceof BrokerUnavailableError) {
      this.logger.warn({ message: 'job_request.not_served', request_id: requestId, error });
      return new JobProblem(
        'unavailable',
        'this cannot be served right now: try again in a second',
      );
    }
    this.logger.error({ message: 'job_request.failed', request_id: requestId, error });
    return new JobProblem(
      'internal',
      'something failed on our side; the log tells what, by the request id',
    );
  }
}
