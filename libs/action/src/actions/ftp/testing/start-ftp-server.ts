import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SecureContextOptions } from 'node:tls';
import { FtpSrv } from 'ftp-srv';
import { freePort } from './free-port.ts';

/** A published FTP server on loopback, whose users see a folder of their own. */
export interface FtpServer {
  port: number;
  /** Where the files are that paths begin in. */
  folder: string;
  close(): Promise<void>;
}

const silent = Object.fromEntries(
  ['trace', 'debug', 'info', 'warn', 'error', 'fatal'].map((level) => [level, () => {}]),
);
const log = { ...silent, child: () => log };

/** Starts one for `user` with the password `hunter22`. `tls`: asked for by AUTH, or from the first byte. */
export async function startFtpServer({
  tls,
  isImplicit = false,
}: { tls?: SecureContextOptions; isImplicit?: boolean } = {}): Promise<FtpServer> {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-ftp-'));
  const port = await freePort();
  const server = new FtpSrv({
    url: `${isImplicit ? 'ftps' : 'ftp'}://127.0.0.1:${port}`,
    pasv_url: '127.0.0.1',
    pasv_min: 20_000,
    anonymous: false,
    log,
    ...(tls && { tls }),
  });
  server.on('login', ({ username, password }, resolve, reject) => {
    if (username === 'user' && password === 'hunter22') resolve({ root: folder });
    else reject(new Error('Not you.'));
  });
  server.on('client-error', () => {});
  await server.listen();
  return {
    port,
    folder,
    async close() {
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}
