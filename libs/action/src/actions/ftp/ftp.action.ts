import type { Action } from '../../action.ts';
import { ftpOptions, type FtpOptions } from './ftp.options.ts';
import { performFtp } from './perform-ftp.ts';

/** Sends files to a server of FTP, FTPS or SFTP, and gets files from it. */
export const ftp = {
  name: 'ftp',
  where: 'outside',
  options: ftpOptions,
  connection: { types: ['ftp'], optional: true },
  secretOptions: ['host', 'user', 'password', 'private_key', 'private_key_pem', 'known_hosts'],
  perform: (options, context) => performFtp(options, context),
} satisfies Action<FtpOptions>;
