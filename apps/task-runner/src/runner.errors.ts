import { MillwrightError, type ErrorKind } from '@millwright/kernel';

const runnerErrors = {
  runner_stopping: { fault: 'ours', retry: true },
} as const satisfies Record<string, ErrorKind>;

/** This runner takes no more work: another one will, or this one after its start. */
export class RunnerStoppingError extends MillwrightError {
  readonly code: keyof typeof runnerErrors = 'runner_stopping';

  constructor() {
    super('the runner is stopping', runnerErrors.runner_stopping);
  }
}
