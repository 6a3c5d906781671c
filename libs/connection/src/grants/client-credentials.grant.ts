import { basicOf } from '@millwright/net';
import { ConnectionError } from '../connection.errors.ts';
import type { GrantedToken } from '../source/access-tokens.ts';
import type { OpenConnection } from '../source/connection-source.ts';
import { type GrantContext, requestToken } from './request-token.ts';

/**
 * An access token for the client itself (RFC 6749, section 4.4), as an `http` Connection of auth `oauth2` has it.
 * @throws ConnectionError, NetError
 */
export async function clientCredentialsGrant(
  connection: OpenConnection<'http'>,
  context: GrantContext,
): Promise<GrantedToken> {
  const { token_url: url, client_id: id, client_secret: secret, scope } = connection.fields;
  if (url === undefined || id === undefined || secret === undefined) {
    const message = `the Connection "${connection.name}" needs token_url, client_id and client_secret`;
    throw new ConnectionError('connection_rejected', message);
  }
  const form = { grant_type: 'client_credentials', ...(scope !== undefined && { scope }) };
  const authorization = basicOf(encodeURIComponent(id), encodeURIComponent(secret));
  return requestToken(
    { url, form, headers: { Authorization: authorization }, connection },
    context,
  );
}
