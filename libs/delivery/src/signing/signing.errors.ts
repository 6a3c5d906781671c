import { MillwrightError } from '@millwright/kernel';

/** A delivery could not be signed: its endpoint has no key, or none that fits the kind of signature. */
export class SigningError extends MillwrightError {
  readonly code = 'signing_failed';

  constructor(message: string, options?: ErrorOptions) {
    super(message, { fault: 'ours', retry: true }, options);
  }
}
