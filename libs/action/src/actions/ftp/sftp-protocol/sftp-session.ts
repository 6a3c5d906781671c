import { messageOf, MillwrightError } from '@millwright/kernel';
import type { Client, SFTPWrapper } from 'ssh2';
import { ActionError } from '../../../action.errors.ts';
import { type FileServer, placeOf } from '../server/file-server.ts';
import type { FileSession, SessionContext } from '../session/file-session.ts';
import type { Transcript } from '../session/transcript.ts';
import { checkPrivateKey, logIn } from './log-in.ts';
import { readPieces, writePieces } from './move-pieces.ts';
import { refusalOf } from './refusal.ts';
import { SftpChannel } from './sftp-channel.ts';
import { SshLink } from './ssh-link.ts';

/** Connects and logs in by SSH, and begins SFTP there. @throws ActionError, NetError */
export async function openSftpSession(
  server: FileServer,
  { net, signal, transcript, patience }: SessionContext,
): Promise<FileSession> {
  const { host, port } = server;
  const { connectMs, idleMs } = patience;
  // Only those who use it wait for its ciphers.
  const { Client } = (await import('ssh2')).default;
  await checkPrivateKey(server);
  const socket = await net.connect(
    { host, port },
    { tls: null, connectTimeoutMs: connectMs, signal },
  );
  const client = new Client();
  const link = new SshLink(client, socket, { place: placeOf(server), idleMs, signal });
  try {
    await logIn({ client, link, socket, server, transcript, idleMs });
    const sftp = await begun(client, link, server);
    // What breaks the protocol from here on ends the connection, too.
    sftp.on('error', (error: Error) => client.emit('error', error));
    sftp.on('close', () => client.end());
    return new SftpSession(new SftpChannel(link, sftp), link, transcript);
  } catch (error) {
    link.drop();
    throw error;
  }
}

async function begun(client: Client, link: SshLink, server: FileServer): Promise<SFTPWrapper> {
  try {
    return await link.ask<SFTPWrapper>((done) => client.sftp(done));
  } catch (error) {
    if (error instanceof MillwrightError) throw error;
    const message = `${placeOf(server)} lets us in, but has no SFTP: ${messageOf(error)}`;
    throw new ActionError('remote_rejected', message, { cause: error });
  }
}

class SftpSession implements FileSession {
  constructor(
    private readonly sftp: SftpChannel,
    private readonly link: SshLink,
    private readonly transcript: Transcript,
  ) {}

  async directory(): Promise<string> {
    const what = 'the server names no directory';
    return this.transcript.masked(await this.heard(what, () => this.sftp.absolute('.')));
  }

  async upload(path: string, bytes: Buffer): Promise<void> {
    this.transcript.sent(`put ${path}`);
    await this.heard(`the server does not take "${path}"`, async () => {
      await this.opened(path, 'w', (handle) => writePieces(this.sftp, handle, bytes));
    });
    this.transcript.received(`stored ${bytes.length} bytes`);
  }

  async download(path: string, maxBytes: number): Promise<Buffer> {
    this.transcript.sent(`get ${path}`);
    const bytes = await this.heard(`the server does not give "${path}"`, () =>
      this.opened(path, 'r', (handle) => readPieces(this.sftp, handle, maxBytes)),
    );
    this.transcript.received(`read ${bytes.length} bytes`);
    return bytes;
  }

  close(): Promise<void> {
    this.transcript.sent('exit');
    this.link.close();
    return Promise.resolve();
  }

  drop(): void {
    this.link.drop();
  }

  private async opened<T>(
    path: string,
    mode: 'r' | 'w',
    work: (handle: Buffer) => Promise<T>,
  ): Promise<T> {
    const handle = await this.sftp.open(path, mode);
    let result: T;
    try {
      result = await work(handle);
    } catch (error) {
      await this.sftp.close(handle).catch(() => undefined);
      throw error;
    }
    // Some servers only say now that the disk was full.
    await this.sftp.close(handle);
    return result;
  }

  private async heard<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof MillwrightError)) this.transcript.received(messageOf(error));
      throw refusalOf(what, error, this.transcript);
    }
  }
}
