import { ValueTag } from './value-tag.ts';

/** `{% result value %}`: what a synchronous caller of the task gets; the last one counts. */
export class ResultTag extends ValueTag {}
