import { heldToken } from '@millwright/connection';
import type { ConnectionTest } from '../../connection-tests/connection-test.ts';
import { testCall } from '../integration/test-call.ts';

/** Report Toaster has no call that only asks who we are: its server answers, and does not refuse the token. */
export const reportToasterTest: ConnectionTest<'report_toaster'> = async (connection, context) => {
  const { token, base_url: base } = connection.fields;
  const url = `${base}/`;
  const call = { connection, tokens: heldToken(token), method: 'GET', url } as const;
  const { status } = await testCall(call, context);
  return `${new URL(url).host} answered ${status}, and did not refuse the token`;
};
