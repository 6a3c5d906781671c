import { StageError } from './stage-error.ts';

/** It was tried, and the record of it did not land: the message comes again, which derived ids make harmless. */
export class AfterAttemptError extends StageError {}
