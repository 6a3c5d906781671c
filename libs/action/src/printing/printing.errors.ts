import { type ErrorKind, MillwrightError } from '@millwright/kernel';

const printErrors = {
  /** The browser refuses: a range of pages that the document has not, for example. */
  print_failed: { fault: 'user', retry: false },
  /** The page took the browser's process with it, most often by the memory it needs. */
  print_crashed: { fault: 'user', retry: true },
  timeout: { fault: 'user', retry: true },
} as const satisfies Record<string, ErrorKind>;

/** Why HTML did not become a PDF. */
export type PrintErrorCode = keyof typeof printErrors;

/** A page could not be printed. */
export class PrintError extends MillwrightError {
  readonly code: PrintErrorCode;

  constructor(code: PrintErrorCode, detail: string, options?: ErrorOptions) {
    super(detail, printErrors[code], options);
    this.code = code;
  }
}
