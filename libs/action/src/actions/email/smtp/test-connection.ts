import { ConnectionError } from '@millwright/connection';
import type { ConnectionTest } from '../../../connection-tests/connection-test.ts';
import { ActionError } from '../../../action.errors.ts';
import { withSession } from './smtp-session.ts';

const spoken = { starttls: 'with STARTTLS', implicit: 'with TLS', none: 'without TLS' };

/** Connects, speaks TLS, signs in and leaves again. */
export const smtpTest: ConnectionTest<'smtp'> = async (connection, context) => {
  const { host, port, user, tls } = connection.fields;
  try {
    await withSession(connection, context, () => Promise.resolve());
  } catch (error) {
    if (!(error instanceof ActionError) || error.retry) throw error;
    throw new ConnectionError('connection_rejected', error.message, { cause: error });
  }
  const who = user === undefined ? 'without signing in' : `signed in as ${user}`;
  return `connected to ${host}:${port} ${spoken[tls]}, ${who}`;
};
