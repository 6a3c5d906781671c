import { MillwrightError, type ErrorKind } from '@millwright/kernel';

const liquidErrors = {
  liquid_syntax: { fault: 'user', retry: false },
  liquid_render: { fault: 'user', retry: false },
  options_invalid: { fault: 'user', retry: false },
  output_invalid: { fault: 'user', retry: false },
  time_limit: { fault: 'user', retry: false },
  memory_limit: { fault: 'user', retry: false },
  output_limit: { fault: 'user', retry: false },
  action_limit: { fault: 'user', retry: false },
  size_limit: { fault: 'user', retry: false },
  network: { fault: 'remote', retry: true },
  timeout: { fault: 'remote', retry: true },
  remote_unavailable: { fault: 'remote', retry: true },
  rate_limited: { fault: 'remote', retry: true },
  internal: { fault: 'ours', retry: true },
} as const satisfies Record<string, ErrorKind>;

/** Every way in which a render can end badly. `internal` is ours; what a shop could not answer may be asked again. */
export type LiquidErrorCode = keyof typeof liquidErrors;

/** Whether a code is one that a render ends with. */
export const isLiquidErrorCode = (code: string): code is LiquidErrorCode =>
  Object.hasOwn(liquidErrors, code);

/** Why a run failed, as it is stored and shown. Line and column count from 1 and point into the script. */
export interface RunError {
  code: string;
  message: string;
  details?: unknown;
  line?: number;
  column?: number;
}

/** Ends a render. The message is for the author of the script. */
export class LiquidRunError extends MillwrightError {
  readonly code: LiquidErrorCode;
  readonly place: { readonly line: number; readonly column: number } | undefined;

  constructor(
    code: LiquidErrorCode,
    message: string,
    place?: { line: number; column: number },
    options?: ErrorOptions,
  ) {
    super(message, liquidErrors[code], options);
    this.code = code;
    this.place = place;
  }

  /** The same error, placed where it happened unless it knows better. */
  at(line: number, column: number): LiquidRunError {
    if (this.place) return this;
    return new LiquidRunError(this.code, this.message, { line, column }, { cause: this });
  }

  toRunError(): RunError {
    return { code: this.code, message: this.message, ...this.place };
  }
}
