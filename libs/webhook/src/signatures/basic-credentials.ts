import { basicCredentialsOf } from './authorization.ts';
import { noConfig } from './body-hmac.ts';
import { newSecretText } from './new-secret.ts';
import { sharedToken } from './shared-token.ts';

/** The check of senders that log in: user and password are one secret, split nowhere, so that passwords may hold colons. */
export const basicCredentials = {
  secretLabel: 'User and password, as user:password',
  wwwAuthenticate: 'Basic realm="webhook", charset="UTF-8"',
  ...sharedToken<object>({
    config: noConfig,
    places: () => ({ headers: ['authorization'] }),
    read: basicCredentialsOf,
    write: (secret) => `Basic ${secret.toString('base64')}`,
    pattern: /:/,
    scheme: 'basic',
  }),
  newSecret: () => `webhook:${newSecretText('hex')}`,
};
