import { StageError } from './stage-error.ts';

/** It was tried and failed, and the failure with its next due time is committed: the message has done its job. */
export class AttemptError extends StageError {}
