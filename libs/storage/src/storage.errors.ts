import { type ErrorKind, MillwrightError } from '@millwright/kernel';

const storageErrors = {
  /** The store does not answer, or says that it cannot right now. */
  storage_unavailable: { fault: 'remote', retry: true },
  /** The store answers and does not do it: the operator's settings, or its own rules. */
  storage_rejected: { fault: 'ours', retry: false },
  /** A file is known and its bytes are gone: removed behind our back, or in a store that is not set up any more. */
  file_lost: { fault: 'ours', retry: false },
} as const satisfies Record<string, ErrorKind>;

/** The instance's store of files failed. Its message names no host and no key: tenants read it. */
export class StorageError extends MillwrightError {
  constructor(
    readonly code: keyof typeof storageErrors,
    detail: string,
    options?: ErrorOptions,
  ) {
    super(detail, storageErrors[code], options);
  }
}
