import { messageOf, MillwrightError } from '@millwright/kernel';
import { NetError } from '@millwright/net';

/** What a connection that broke off failed with, in our words. */
export const lost = (place: string, error: unknown): Error =>
  error instanceof MillwrightError
    ? error
    : new NetError('network', `the connection to ${place} broke off: ${messageOf(error)}`, {
        cause: error,
      });
