import { type ErrorKind, MillwrightError } from '@millwright/kernel';

const mailErrors = {
  /** A template failed while it was rendered, or took too much. */
  liquid_render: { fault: 'user', retry: false },
  internal: { fault: 'ours', retry: true },
} as const satisfies Record<string, ErrorKind>;

/** Why a mail could not be made. */
export class MailError extends MillwrightError {
  readonly code: keyof typeof mailErrors;

  constructor(code: keyof typeof mailErrors, detail: string, options?: ErrorOptions) {
    super(detail, mailErrors[code], options);
    this.code = code;
  }
}
