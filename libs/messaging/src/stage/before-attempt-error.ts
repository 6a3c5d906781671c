import { StageError } from './stage-error.ts';

/** Nothing was tried yet. With `retry` the message comes again once the consumer is ready; without, it is parked. */
export class BeforeAttemptError extends StageError {}
