import { ConnectionError } from '@millwright/connection';
import type { ConnectionTest } from '../../../connection-tests/connection-test.ts';
import { ActionError } from '../../../action.errors.ts';
import { askPostmark } from './postmark-api.ts';

/** Reads the server that the token is of. */
export const postmarkTest: ConnectionTest<'postmark'> = async (connection, context) => {
  try {
    const { Name = '' } = await askPostmark(
      connection,
      { method: 'GET', path: '/server' },
      context,
    );
    return `signed in to the Postmark server "${Name}"`;
  } catch (error) {
    if (!(error instanceof ActionError) || error.retry) throw error;
    throw new ConnectionError('connection_rejected', error.message, { cause: error });
  }
};
