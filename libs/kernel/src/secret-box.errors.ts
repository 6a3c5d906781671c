import { MillwrightError, type ErrorKind } from './errors.ts';

const secretErrors = {
  secret_key_missing: { fault: 'ours', retry: false },
  secret_unreadable: { fault: 'ours', retry: false },
} as const satisfies Record<string, ErrorKind>;

/** A secret that cannot be sealed or opened: there is no key, not the right one, or the text was tampered with. */
export class SecretBoxError extends MillwrightError {
  constructor(
    readonly code: keyof typeof secretErrors,
    detail: string,
    options?: ErrorOptions,
  ) {
    super(detail, secretErrors[code], options);
  }
}
