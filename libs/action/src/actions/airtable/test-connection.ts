import type { ConnectionTest } from '../../connection-tests/connection-test.ts';
import { refused, testCall } from '../integration/test-call.ts';
import { airtableTokens } from './airtable-tokens.ts';

/** Asks Airtable whose token it is. */
export const airtableTest: ConnectionTest<'airtable'> = async (connection, context) => {
  const tokens = airtableTokens(connection, context);
  const url = `${connection.fields.base_url}/v0/meta/whoami`;
  const call = { connection, tokens, method: 'GET', url } as const;
  const { members, shown, status } = await testCall(call, context);
  const { id, email } = members;
  if (typeof id !== 'string') throw refused(connection, `whoami answered ${status} without an id`);
  return `signed in as ${shown(email ?? id)}`;
};
