import { type ErrorKind, MillwrightError } from '@millwright/kernel';

const deliveryErrors = {
  /** 410: the receiver wants no more. */
  endpoint_gone: { fault: 'remote', retry: false },
  rate_limited: { fault: 'remote', retry: true },
  redirect_refused: { fault: 'remote', retry: true },
  http_status: { fault: 'remote', retry: true },
  dns_failed: { fault: 'remote', retry: true },
  endpoint_unreachable: { fault: 'remote', retry: true },
  connect_timeout: { fault: 'remote', retry: true },
  tls_failed: { fault: 'remote', retry: true },
  timeout: { fault: 'remote', retry: true },
  connection_lost: { fault: 'remote', retry: true },
  invalid_response: { fault: 'remote', retry: true },
  address_forbidden: { fault: 'user', retry: false },
  payload_too_large: { fault: 'user', retry: false },
  /** The endpoint's template does not render: mended, the next attempt renders it. */
  transformation_failed: { fault: 'user', retry: true },
  /** The receiver's OAuth 2 server gives us no token. */
  authorization_failed: { fault: 'remote', retry: true },
  signing_failed: { fault: 'ours', retry: true },
  /** The Workspace's retention ended first. */
  expired: { fault: 'remote', retry: false },
  interrupted: { fault: 'ours', retry: true },
} as const satisfies Record<string, ErrorKind>;

/** Every way in which a delivery, or an attempt of it, fails. */
export type DeliveryErrorCode = keyof typeof deliveryErrors;

/** An attempt failed. The message is for the endpoint's owner and holds no secret. */
export class DeliveryError extends MillwrightError {
  readonly code: DeliveryErrorCode;

  constructor(code: DeliveryErrorCode, detail: string, options?: ErrorOptions) {
    super(detail, deliveryErrors[code], options);
    this.code = code;
  }
}

/** Whether another attempt may end better. */
export const mayRetry = (code: DeliveryErrorCode): boolean => deliveryErrors[code].retry;
