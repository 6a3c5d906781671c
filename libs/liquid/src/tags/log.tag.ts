import { ValueTag } from './value-tag.ts';

/** `{% log value %}`: a line for the run's log. */
export class LogTag extends ValueTag {}
