import { MillwrightError } from '@millwright/kernel';

/** A failure and the stage of handling it happened in. It has the code, fault and retry of what it wraps. */
export abstract class StageError extends MillwrightError {
  readonly code: string;

  constructor(cause: MillwrightError) {
    super(cause.message, cause, { cause });
    this.code = cause.code;
  }
}
