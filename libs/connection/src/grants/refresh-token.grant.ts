import { basicOf } from '@millwright/net';
import { ConnectionError } from '../connection.errors.ts';
import type { OpenConnection } from '../source/connection-source.ts';
import type { RenewedToken } from '../source/token-renewals.ts';
import { type GrantContext, requestToken } from './request-token.ts';

/** Where the token server looks for the client's id and secret. */
export type ClientPlace = 'header' | 'form';

/**
 * An access token for a refresh token (RFC 6749, section 6), as the client of the Connection.
 * @throws ConnectionError, NetError
 */
export async function refreshTokenGrant(
  connection: OpenConnection<'airtable' | 'google'>,
  refreshToken: string,
  clientIn: ClientPlace,
  context: GrantContext,
): Promise<RenewedToken> {
  const { token_url: url, client_id: id, client_secret: secret } = connection.fields;
  if (id === undefined || secret === undefined) {
    const message = `the Connection "${connection.name}" needs client_id and client_secret beside its refresh_token`;
    throw new ConnectionError('connection_rejected', message);
  }
  const grant = { grant_type: 'refresh_token', refresh_token: refreshToken };
  const request =
    clientIn === 'form'
      ? { form: { ...grant, client_id: id, client_secret: secret } }
      : {
          form: grant,
          headers: { Authorization: basicOf(encodeURIComponent(id), encodeURIComponent(secret)) },
        };
  return requestToken({ url, connection, ...request }, context);
}
