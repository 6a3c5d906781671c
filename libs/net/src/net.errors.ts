import { type ErrorKind, MillwrightError } from '@millwright/kernel';

const netErrors = {
  /** The rules for outside calls forbid the address. */
  address_forbidden: { fault: 'user', retry: false },
  /** The request cannot be put into the protocol. */
  invalid_request: { fault: 'user', retry: false },
  /** Names that do not resolve, refused and reset connections, broken protocol. */
  network: { fault: 'remote', retry: true },
  timeout: { fault: 'remote', retry: true },
  /** Certificates that do not hold, redirects without end, a proxy that refuses. */
  remote_rejected: { fault: 'remote', retry: false },
  /** The answer is larger than was asked for. */
  size_limit: { fault: 'user', retry: false },
} as const satisfies Record<string, ErrorKind>;

/** Every way in which an outside call fails. */
export type NetErrorCode = keyof typeof netErrors;

/** What exactly failed, where it matters: finer than the code. */
export type NetFailure =
  | 'address_forbidden'
  | 'dns_failed'
  /** Refused, or no way there. */
  | 'unreachable'
  | 'connect_timeout'
  | 'tls_failed'
  | 'timeout'
  | 'connection_lost'
  /** What came is not HTTP. */
  | 'invalid_response';

/** How a {@link NetError} came about. */
export interface NetErrorOptions extends ErrorOptions {
  reason?: NetFailure;
}

/** An outside call failed. Its message names host and port, never paths, queries or credentials. */
export class NetError extends MillwrightError {
  readonly code: NetErrorCode;
  readonly reason: NetFailure | undefined;

  constructor(code: NetErrorCode, detail: string, options?: NetErrorOptions) {
    super(detail, netErrors[code], options);
    this.code = code;
    this.reason = options?.reason ?? (code === 'address_forbidden' ? code : undefined);
  }
}
