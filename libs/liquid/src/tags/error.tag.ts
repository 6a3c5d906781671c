import { ValueTag } from './value-tag.ts';

/** `{% error value %}`: fails the run, without ending the render. */
export class ErrorTag extends ValueTag {}
