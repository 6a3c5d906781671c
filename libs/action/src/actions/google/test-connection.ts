import type { ConnectionTest } from '../../connection-tests/connection-test.ts';
import { refused, testCall } from '../integration/test-call.ts';
import { googleUrlOf } from './google-place.ts';
import { googleTokens } from './google-tokens.ts';

/** Asks Google Drive whose token it is. */
export const googleTest: ConnectionTest<'google'> = async (connection, context) => {
  const tokens = googleTokens(connection, context);
  const url = googleUrlOf(connection.fields, 'drive', '/drive/v3/about?fields=user');
  const call = { connection, tokens, method: 'GET', url } as const;
  const { members, shown, status } = await testCall(call, context);
  const { user } = members;
  if (typeof user !== 'object' || user === null) {
    throw refused(connection, `Drive answered ${status} without a user`);
  }
  return `signed in as ${shown((user as Record<string, unknown>)['emailAddress'])}`;
};
