import { type FileServer, isImplicitTls, placeOf } from '../server/file-server.ts';
import type { FileSession, SessionContext } from '../session/file-session.ts';
import { ControlConnection } from './control-connection.ts';
import { DataConnections } from './data-connections.ts';
import { fromWireLines, toWireLines } from './line-ends.ts';
import { askForTls, greeted, logIn, settle } from './log-in.ts';
import { type MoveOptions, receive, send } from './move-bytes.ts';
import { refusalOf } from './refusal.ts';
import { Tls } from './tls.ts';
import { Transfers } from './transfers.ts';
import { directoryOf } from './working-directory.ts';

const FAREWELL_MS = 2_000;

/** Connects and logs in by FTP, with TLS where the protocol says so. @throws ActionError, NetError */
export async function openFtpSession(
  server: FileServer,
  context: SessionContext,
): Promise<FileSession> {
  const { host, port, protocol } = server;
  const { net, signal, transcript, mode } = context;
  const { connectMs, idleMs } = context.patience;
  const tls = protocol === 'ftps' ? new Tls(server, context) : undefined;
  const begin = isImplicitTls(server) ? tls : undefined;

  const socket = await net.connect(
    { host, port },
    { tls: null, connectTimeoutMs: connectMs, signal },
  );
  const address = socket.remoteAddress ?? host;
  const opened = begin ? await begin.over(socket) : socket;
  const control = new ControlConnection(opened, {
    place: placeOf(server),
    transcript,
    idleMs,
    signal,
  });
  try {
    await greeted(control, transcript);
    if (tls && !begin) {
      await askForTls(control, transcript);
      await control.wrapped((plain) => tls.over(plain));
    }
    await logIn(control, server, transcript);
    await settle(control, { isSecure: tls !== undefined, mode }, transcript);
  } catch (error) {
    control.end();
    throw error;
  }
  const data = new DataConnections(
    control,
    { host, address },
    { net, signal, transcript, connectMs },
  );
  return new FtpSession(
    control,
    new Transfers({ control, data, tls, transcript }),
    server,
    context,
  );
}

class FtpSession implements FileSession {
  constructor(
    private readonly control: ControlConnection,
    private readonly transfers: Transfers,
    private readonly server: FileServer,
    private readonly context: SessionContext,
  ) {}

  async directory(): Promise<string> {
    const { transcript } = this.context;
    const reply = await this.control.ask('PWD');
    const directory = directoryOf(reply.text);
    if (directory !== undefined) return transcript.masked(directory);
    throw refusalOf('the server names no directory', reply, transcript);
  }

  async upload(path: string, bytes: Buffer): Promise<void> {
    const { mode } = this.context;
    const sent = mode === 'ascii' ? toWireLines(bytes) : bytes;
    await this.transfers.perform(
      { command: `STOR ${inCommand(path)}`, what: `the server does not take "${path}"` },
      (socket) => send(socket, sent, this.moving),
    );
  }

  async download(path: string, maxBytes: number): Promise<Buffer> {
    const { mode } = this.context;
    const bytes = await this.transfers.perform(
      { command: `RETR ${inCommand(path)}`, what: `the server does not give "${path}"` },
      (socket) => receive(socket, { ...this.moving, maxBytes }),
    );
    return mode === 'ascii' ? fromWireLines(bytes) : bytes;
  }

  async close(): Promise<void> {
    const timer = setTimeout(() => this.drop(), FAREWELL_MS);
    await this.control.ask('QUIT').catch(() => undefined);
    clearTimeout(timer);
    this.drop();
  }

  drop(): void {
    this.control.end();
  }

  private get moving(): MoveOptions {
    const { idleMs } = this.context.patience;
    return { place: placeOf(this.server), idleMs, signal: this.control.ended };
  }
}

/** Servers take spaces at the beginning of a path for the end of the command's name. */
const inCommand = (path: string): string => (path.startsWith(' ') ? `./${path}` : path);
