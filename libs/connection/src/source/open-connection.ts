import type { SecretBox } from '@millwright/kernel';
import { ConnectionError } from '../connection.errors.ts';
import { openFields } from '../store/sealed-fields.ts';
import { connectionTypeNamed } from '../types/index.ts';
import type { OpenConnection } from './connection-source.ts';
import type { ConnectionRow } from './known-connections.ts';

/**
 * A Connection with its secrets, defaults filled in.
 * @throws ConnectionError `connection_missing` where it does not fit its type, as after an update of Millwright;
 * SecretBoxError where no key opens it
 */
export function openConnection(box: SecretBox, row: ConnectionRow): OpenConnection {
  const { id, workspaceId, name, type, revision } = row;
  const read = connectionTypeNamed(type)?.fields.safeParse({
    ...row.settings,
    ...openFields(box, row),
  });
  if (read?.success) {
    return { id, workspaceId, name, type, revision, fields: read.data } as OpenConnection;
  }
  const message = `the Connection "${name}" of type ${type} is not what this version takes: save it again`;
  throw new ConnectionError('connection_missing', message);
}
