import { heldToken } from '@millwright/connection';
import type { ConnectionTest } from '../../connection-tests/connection-test.ts';
import { refused, testCall } from '../integration/test-call.ts';

/** Asks Slack whose token it is (`auth.test`). */
export const slackTest: ConnectionTest<'slack'> = async (connection, context) => {
  const { token, base_url: base } = connection.fields;
  const url = `${base}/auth.test`;
  const call = { connection, tokens: heldToken(token), method: 'POST', url } as const;
  const { members, shown, status } = await testCall(call, context);
  const { ok, error, user, team } = members;
  if (ok === true) return `signed in as ${shown(user)} of ${shown(team)}`;
  const said = ok === false ? `Slack answered: ${shown(error)}` : `${status}, without an "ok"`;
  throw refused(connection, said);
};
