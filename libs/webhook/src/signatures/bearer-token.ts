import { bearerTokenOf } from './authorization.ts';
import { noConfig } from './body-hmac.ts';
import { sharedToken } from './shared-token.ts';

/** The check of senders that come with `Authorization: Bearer`. */
export const bearerToken = {
  secretLabel: 'Token',
  wwwAuthenticate: 'Bearer',
  ...sharedToken<object>({
    config: noConfig,
    places: () => ({ headers: ['authorization'] }),
    read: bearerTokenOf,
    write: (secret) => `Bearer ${secret.toString('latin1')}`,
    scheme: 'bearer',
  }),
};
