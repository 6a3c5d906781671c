import { MillwrightError, type ErrorKind } from '@millwright/kernel';

const brokerErrors = {
  broker_unavailable: { fault: 'ours', retry: true },
} as const satisfies Record<string, ErrorKind>;

/**
 * The broker did not take a message: no connection, blocked by the broker, nowhere to route it, or no confirm in
 * time. A message that was sent before this was thrown may still arrive.
 */
export class BrokerUnavailableError extends MillwrightError {
  readonly code: keyof typeof brokerErrors = 'broker_unavailable';

  constructor(detail: string, options?: ErrorOptions) {
    super(detail, brokerErrors.broker_unavailable, options);
  }
}
