import {
  ConnectionError,
  grantedTokens,
  type OpenConnection,
  refreshTokenGrant,
  serviceAccountGrant,
  type TokenSource,
} from '@millwright/connection';
import type { ActionContext } from '../../action.ts';

/**
 * What a service account is let do: files that it makes or opens, and the spreadsheets and documents that are shared
 * with it. What a refresh token lets us do was settled by the consent that gave it.
 */
export const googleScopes = ['drive.file', 'spreadsheets', 'documents'].map(
  (scope) => `https://www.googleapis.com/auth/${scope}`,
);

/** Access tokens for Google, by the service account or the refresh token of the Connection. */
export function googleTokens(
  connection: OpenConnection<'google'>,
  context: Pick<ActionContext, 'net' | 'tokens' | 'signal' | 'clock'>,
): TokenSource {
  const { name, fields } = connection;
  if (fields.service_account !== undefined) {
    return grantedTokens(connection, context, () =>
      serviceAccountGrant(connection, googleScopes, context),
    );
  }
  if (fields.refresh_token !== undefined) {
    return grantedTokens(connection, context, (refused) =>
      context.tokens.renewed(connection, refused, (refreshToken) =>
        refreshTokenGrant(connection, refreshToken, 'form', context),
      ),
    );
  }
  const message = `the Connection "${name}" needs a service_account, or client_id, client_secret and refresh_token`;
  throw new ConnectionError('connection_rejected', message);
}
