/** Why a request cannot become an event: its code in the answer, and what the sender can do about it. */
export class IntakeProblem {
  readonly code: IntakeProblemCode;
  readonly detail: string;

  constructor(code: IntakeProblemCode, detail: string) {
    this.code = code;
    this.detail = detail;
  }
}

/** The codes of section "errors" that reading a body and a query can end with. */
export type IntakeProblemCode =
  'unsupported_media_type' | 'body_too_large' | 'invalid_body' | 'invalid_query';
