import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** One login at a peer. */
export interface FtpPeerSession {
  readonly control: Socket;
  /** Listens for the data connection; answers its port. */
  listen(): Promise<number>;
  /** The data connection of the last `listen`, once it is there. */
  data(): Promise<Socket>;
  /** Says an answer: `226 Done.` */
  say(answer: string): void;
}

/** What a peer does at a command; what it answers it says last, nothing when that is undefined. */
export type FtpCommand = (
  argument: string,
  session: FtpPeerSession,
) => string | undefined | Promise<string | undefined>;

/** A real FTP server on loopback that plays the outside world; its files are in memory. */
export interface FtpPeer {
  host: string;
  port: number;
  files: Map<string, Buffer>;
  /** Every command of every login, in order of arrival. */
  commands: string[];
  /** Connections that were made to the control port. */
  logins: number;
  close(): Promise<void>;
}

/** Who may log in, and what is done otherwise than by a decent server. */
export interface FtpPeerOptions {
  host?: string;
  user?: string;
  password?: string;
  greeting?: string;
  /** By name, in upper case: in place of the usual ones. */
  commands?: Record<string, FtpCommand>;
}

/** Starts a peer on a free port. It knows passive mode, and nothing of TLS and of directories. */
export async function startFtpPeer(options: FtpPeerOptions = {}): Promise<FtpPeer> {
  const { host = '127.0.0.1', greeting = '220 Welcome.' } = options;
  const open = new Set<Socket | Server>();
  const peer: FtpPeer = {
    host,
    port: 0,
    files: new Map(),
    commands: [],
    logins: 0,
    async close() {
      const servers = [...open].filter((one) => !('destroy' in one)) as Server[];
      for (const one of open) if ('destroy' in one) one.destroy();
      await Promise.all(servers.map(ended));
    },
  };
  const known = { ...usualCommands(peer, options), ...options.commands };
  const server = createServer((control) => {
    peer.logins += 1;
    keep(open, control);
    const session = sessionOver(control, host, open);
    if (greeting !== '') control.write(`${greeting}\r\n`);
    serve(control, async (line) => {
      peer.commands.push(line);
      const [name = '', ...rest] = line.split(' ');
      const command = known[name.toUpperCase()] ?? (() => '502 Not known.');
      const answer = await command(rest.join(' '), session);
      if (answer !== undefined) session.say(answer);
    });
  });
  open.add(server);
  await once(server.listen(0, host), 'listening');
  peer.port = (server.address() as AddressInfo).port;
  return peer;
}

const usualCommands = (
  { files }: FtpPeer,
  { user = 'user', password = 'hunter22' }: FtpPeerOptions,
): Record<string, FtpCommand> => ({
  USER: (name) => (name === user ? '331 Password, please.' : '530 Not logged in.'),
  PASS: (word) => (word === password ? '230 Logged in.' : '530 Not logged in.'),
  OPTS: () => '200 Good.',
  TYPE: () => '200 Good.',
  PWD: () => '257 "/" is the directory.',
  QUIT: () => '221 Goodbye.',
  EPSV: async (_argument, { listen }) => `229 Entering (|||${await listen()}|)`,
  PASV: async (_argument, { listen }) => {
    const port = await listen();
    return `227 Entering (127,0,0,1,${port >> 8},${port & 255}).`;
  },
  STOR: async (path, { data, say }) => {
    say('150 Go on.');
    const chunks: Buffer[] = [];
    for await (const chunk of await data()) chunks.push(chunk as Buffer);
    files.set(path, Buffer.concat(chunks));
    return '226 Stored.';
  },
  RETR: async (path, { data, say }) => {
    const file = files.get(path);
    if (file === undefined) return '550 No such file.';
    say('150 Here it comes.');
    (await data()).end(file);
    return '226 Sent.';
  },
});

function sessionOver(control: Socket, host: string, open: Set<Socket | Server>): FtpPeerSession {
  let arriving: Promise<Socket> | undefined;
  return {
    control,
    async listen() {
      const server = createServer((socket) => keep(open, socket));
      open.add(server);
      arriving = once(server, 'connection').then(([socket]) => {
        open.delete(server);
        server.close();
        return socket as Socket;
      });
      await once(server.listen(0, host), 'listening');
      return (server.address() as AddressInfo).port;
    },
    data: () => arriving ?? Promise.reject(new Error('no data connection was asked for')),
    say: (answer) => void control.write(`${answer}\r\n`),
  };
}

/** One line after the other. */
function serve(control: Socket, perform: (line: string) => Promise<void>): void {
  let rest = '';
  let before = Promise.resolve();
  control.on('data', (bytes) => {
    const lines = (rest + bytes.toString()).split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) before = before.then(() => perform(line)).catch(() => undefined);
  });
}

function keep(open: Set<Socket | Server>, socket: Socket): void {
  open.add(socket);
  socket.on('error', () => {}).on('close', () => open.delete(socket));
}

async function ended(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  await closed;
}
