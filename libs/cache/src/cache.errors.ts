import { type ErrorKind, MillwrightError } from '@millwright/kernel';

const cacheErrors = {
  invalid_options: { fault: 'user', retry: false },
  size_limit: { fault: 'user', retry: false },
} as const satisfies Record<string, ErrorKind>;

/** Why the cache refused something. */
export type CacheErrorCode = keyof typeof cacheErrors;

/** Thrown where a reader asks for more than the cache gives at once; commands return their refusals instead. */
export class CacheError extends MillwrightError {
  readonly code: CacheErrorCode;

  constructor(code: CacheErrorCode, detail: string, options?: ErrorOptions) {
    super(detail, cacheErrors[code], options);
    this.code = code;
  }
}
