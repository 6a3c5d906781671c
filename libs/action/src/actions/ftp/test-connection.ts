import { ConnectionError } from '@millwright/connection';
import { ActionError } from '../../action.errors.ts';
import type { ConnectionTest } from '../../connection-tests/connection-test.ts';
import { serverOfConnection } from './server/server-of-connection.ts';
import { openSession } from './session/file-session.ts';
import { usualPatience } from './session/patience.ts';
import { Transcript } from './session/transcript.ts';

/** Logs in, asks where we are, and takes leave. */
export const ftpTest: ConnectionTest<'ftp'> = async (connection, { net, signal }) => {
  const server = serverOfConnection(connection);
  const transcript = new Transcript([server.password, server.privateKey]);
  try {
    const context = { net, signal, transcript, patience: usualPatience, mode: 'binary' as const };
    const session = await openSession(server, context);
    const directory = await session.directory().finally(() => session.close());
    return `signed in as ${server.user} by ${server.protocol}; paths begin in ${directory}`;
  } catch (error) {
    if (!(error instanceof ActionError) || error.retry) throw error;
    throw new ConnectionError('connection_rejected', transcript.masked(error.message), {
      cause: error,
    });
  }
};
