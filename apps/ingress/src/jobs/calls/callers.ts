import { JobProblem, type CallAddress, type CalledWorkspace } from '@millwright/job';
import { Injectable } from '@nestjs/common';
import type { JobExchange } from '../api/job-exchange.ts';
import type { JobSender } from '../api/job-sender.ts';

/** Takes the calls of tasks. */
@Injectable()
export class Callers {
  async call(
    _exchange: JobExchange,
    _sender: JobSender,
    _workspace: CalledWorkspace,
    _address: Exclude<CallAddress, { action: 'options' }>,
  ): Promise<void> {
    throw new JobProblem('not_supported', 'calls are not served yet');
  }
}
