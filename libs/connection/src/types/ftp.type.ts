import { z } from 'zod';
import { connectionType } from '../connection-type.ts';
import { host, port, secret, shown } from './fields.ts';

/** A server for files, so that tasks need not hold its password. */
export const ftp = connectionType({
  name: 'ftp',
  title: 'FTP, FTPS or SFTP server',
  fields: z.strictObject({
    protocol: z
      .enum(['ftp', 'ftps', 'sftp'])
      .default('ftp')
      .meta({ description: '`ftp` (default), `ftps` or `sftp`.' }),
    host: host('Name or address of the server.'),
    port: port('Default 21; for sftp 22.').optional(),
    user: shown('Who logs in.'),
    password: secret('Of the user.').optional(),
    private_key_pem: secret('For sftp, with or instead of the password.').optional(),
    known_hosts: shown(
      'For sftp: lines of known_hosts, of which the key of the server must be one.',
    ).optional(),
    verify: z
      .boolean()
      .optional()
      .meta({ description: 'False skips the check of the certificate (ftps).' }),
  }),
});
