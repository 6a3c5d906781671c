import { ConnectionError, type OpenConnection } from '@millwright/connection';
import { type FileServer, usualPort } from './file-server.ts';

/** The server of a Connection. Keys of hosts are checked where it lists them. @throws ConnectionError */
export function serverOfConnection({ name, fields }: OpenConnection<'ftp'>): FileServer {
  const { protocol, host, user, password } = fields;
  const isSftp = protocol === 'sftp';
  const knownHosts = isSftp ? fields.known_hosts : undefined;
  if (isSftp && fields.verify === true && knownHosts === undefined) {
    throw new ConnectionError(
      'connection_rejected',
      `the Connection "${name}" verifies its host (verify) but has no known_hosts to do it by; add them`,
    );
  }
  return {
    protocol,
    host: host.replace(/^\[(.*)\]$/, '$1'),
    port: fields.port ?? usualPort(protocol),
    user,
    password,
    privateKey: isSftp ? fields.private_key_pem : undefined,
    verify: fields.verify !== false && (!isSftp || knownHosts !== undefined),
    knownHosts,
  };
}
