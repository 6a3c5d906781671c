import {
  clientCredentialsGrant,
  ConnectionError,
  grantedTokens,
  sendWithToken,
  type OpenConnection,
} from '@millwright/connection';
import { basicOf, type OutboundResponse } from '@millwright/net';
import type {
  ConnectionTest,
  ConnectionTestContext,
} from '../../connection-tests/connection-test.ts';

const TIMEOUT_MS = 15_000;
/** More than any page that is worth a look: its content is not read. */
const MAX_RESPONSE_BYTES = 20_000_000;

/** Asks for the `base_url` as the Connection says who it is. Any answer that does not turn us away will do. */
export const httpTest: ConnectionTest<'http'> = async (connection, context) => {
  const { status } = await answerTo(connection, context);
  const { host } = new URL(connection.fields.base_url);
  if (status === 401 || status === 403) {
    const message = `${host} answered ${status}: give the Connection other credentials`;
    throw new ConnectionError('connection_rejected', message);
  }
  return `${host} answered ${status}`;
};

async function answerTo(
  connection: OpenConnection<'http'>,
  context: ConnectionTestContext,
): Promise<OutboundResponse> {
  const { fields } = connection;
  if (fields.auth !== 'oauth2') return get(connection, authorizationOf(fields), context);
  const tokens = grantedTokens(connection, context, () =>
    clientCredentialsGrant(connection, context),
  );
  return sendWithToken(tokens, (token) =>
    get(connection, { Authorization: `Bearer ${token}` }, context),
  );
}

/** What is required for each `auth` is checked when the Connection is saved. */
function authorizationOf(fields: OpenConnection<'http'>['fields']): Record<string, string> {
  switch (fields.auth) {
    case 'header':
      return { [fields.header_name!]: fields.header_value! };
    case 'basic':
      return { Authorization: basicOf(fields.username!, fields.password!) };
    case 'bearer':
      return { Authorization: `Bearer ${fields.token!}` };
    case 'none':
    case 'oauth2':
      return {};
  }
}

const get = (
  { fields }: OpenConnection<'http'>,
  headers: Record<string, string>,
  { net, signal }: ConnectionTestContext,
): Promise<OutboundResponse> =>
  net.request({
    method: 'GET',
    url: fields.base_url,
    headers,
    timeoutMs: TIMEOUT_MS,
    maxResponseBytes: MAX_RESPONSE_BYTES,
    followRedirects: false,
    signal,
  });
