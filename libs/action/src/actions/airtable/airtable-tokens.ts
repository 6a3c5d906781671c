import {
  ConnectionError,
  grantedTokens,
  heldToken,
  type OpenConnection,
  refreshTokenGrant,
  type TokenSource,
} from '@millwright/connection';
import type { ActionContext } from '../../action.ts';

/** The token of the Connection, or those that its refresh token is exchanged for. */
export function airtableTokens(
  connection: OpenConnection<'airtable'>,
  context: Pick<ActionContext, 'net' | 'tokens' | 'signal'>,
): TokenSource {
  const { name, fields } = connection;
  if (fields.token !== undefined) return heldToken(fields.token);
  if (fields.refresh_token === undefined) {
    const message = `the Connection "${name}" needs a token, or client_id, client_secret and refresh_token`;
    throw new ConnectionError('connection_rejected', message);
  }
  return grantedTokens(connection, context, (refused) =>
    context.tokens.renewed(connection, refused, (refreshToken) =>
      refreshTokenGrant(connection, refreshToken, 'header', context),
    ),
  );
}
