import type { EndpointSecrets, ReceiverAuth } from '../endpoints/endpoint-settings.ts';
import { SigningError } from '../signing/signing.errors.ts';

/**
 * The `Authorization` header that tells the receiver who we are; undefined: none is asked for. `accessToken` is that of
 * OAuth 2, fetched before. @throws SigningError without the secret that it takes
 */
export function authorizationOf(
  auth: ReceiverAuth,
  secrets: EndpointSecrets,
  accessToken: string | null,
): string | undefined {
  switch (auth.type) {
    case 'none':
      return undefined;
    case 'bearer':
      return `Bearer ${given(secrets.auth)}`;
    case 'basic':
      return `Basic ${Buffer.from(`${auth.username}:${given(secrets.auth)}`).toString('base64')}`;
    case 'oauth2':
      return `Bearer ${given(accessToken)}`;
  }
}

function given(secret: string | null): string {
  if (secret === null) throw new SigningError('the credentials for the receiver are missing');
  return secret;
}
