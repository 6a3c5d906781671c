import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import ssh2, { type AuthContext, type Connection, type ServerConfig, type SFTPWrapper } from 'ssh2';

const { STATUS_CODE, OPEN_MODE } = ssh2.utils.sftp;

/** A kind of key. */
export type KeyType = 'ed25519' | 'rsa' | 'ecdsa';

/** A new key that can be read again: of those for ed25519 that ssh2 makes, one in some hundreds cannot. */
export function makeKeyPair(type: KeyType): { public: string; private: string } {
  const { generateKeyPairSync, parseKey } = ssh2.utils;
  for (;;) {
    const pair =
      type === 'rsa'
        ? generateKeyPairSync('rsa', { bits: 2048 })
        : type === 'ecdsa'
          ? generateKeyPairSync('ecdsa', { bits: 256 })
          : generateKeyPairSync('ed25519');
    if (!(parseKey(pair.private) instanceof Error)) return pair;
  }
}

/** What a server does at an SFTP request in place of what is usual. */
export type SftpHandlers = Record<
  string,
  (sftp: SFTPWrapper, id: number, ...rest: never[]) => void
>;

/** An SSH server on loopback; its files are in memory. */
export interface SftpServer {
  port: number;
  /** Public keys of the host, as known_hosts has them: `ssh-ed25519 AAAA…`. */
  hostKeys: string[];
  files: Map<string, Buffer>;
  connections: number;
  close(): Promise<void>;
}

/** What is peculiar about a server. */
export interface SftpServerOptions {
  keyTypes?: readonly KeyType[];
  config?: Partial<ServerConfig>;
  /** Default: `user` with the password `hunter22`. */
  authenticate?: (context: AuthContext) => void;
  handlers?: SftpHandlers;
  onConnection?: (connection: Connection) => void;
}

const byPassword = (context: AuthContext): void => {
  const { method, username } = context;
  const isRight = method === 'password' && context.password === 'hunter22';
  if (username === 'user' && isRight) context.accept();
  else context.reject(['password']);
};

/** Starts one on a free port. */
export async function startSftpServer({
  keyTypes = ['ed25519'],
  config = {},
  authenticate = byPassword,
  handlers = {},
  onConnection,
}: SftpServerOptions = {}): Promise<SftpServer> {
  const keys = keyTypes.map(makeKeyPair);
  const open = new Set<Connection>();
  const peer: SftpServer = {
    port: 0,
    hostKeys: keys.map((key) => key.public.trim()),
    files: new Map(),
    connections: 0,
    async close() {
      for (const one of open) one.end();
      server.close();
      await once(server, 'close');
    },
  };
  const server = new ssh2.Server({ hostKeys: keys.map((key) => key.private), ...config });
  server.on('connection', (connection) => {
    peer.connections += 1;
    open.add(connection);
    connection.on('error', () => {}).on('close', () => open.delete(connection));
    connection.on('authentication', authenticate);
    connection.on('ready', () => {
      connection.on('session', (accept) => {
        accept().on('sftp', (acceptSftp) => serveFiles(acceptSftp(), peer.files, handlers));
      });
    });
    onConnection?.(connection);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  peer.port = (server.address() as AddressInfo).port;
  return peer;
}

function serveFiles(sftp: SFTPWrapper, files: Map<string, Buffer>, handlers: SftpHandlers): void {
  const usual: SftpHandlers = {
    REALPATH: (_sftp, id, path: string) =>
      sftp.name(id, [{ filename: path === '.' ? '/home/user' : path } as never]),
    OPEN: (_sftp, id, path: string, flags: number) => {
      const isWritten = (flags & OPEN_MODE.WRITE) !== 0;
      if (path.startsWith('forbidden')) return sftp.status(id, STATUS_CODE.PERMISSION_DENIED);
      if (!isWritten && !files.has(path)) return sftp.status(id, STATUS_CODE.NO_SUCH_FILE);
      if (isWritten) files.set(path, Buffer.alloc(0));
      sftp.handle(id, Buffer.from(path));
    },
    READ: (_sftp, id, handle: Buffer, at: number, length: number) => {
      const file = files.get(String(handle))!;
      if (at >= file.length) return sftp.status(id, STATUS_CODE.EOF);
      sftp.data(id, file.subarray(at, at + length));
    },
    WRITE: (_sftp, id, handle: Buffer, at: number, bytes: Buffer) => {
      const file = files.get(String(handle))!;
      const whole = Buffer.alloc(Math.max(file.length, at + bytes.length));
      file.copy(whole);
      bytes.copy(whole, at);
      files.set(String(handle), whole);
      sftp.status(id, STATUS_CODE.OK);
    },
    CLOSE: (_sftp, id) => sftp.status(id, STATUS_CODE.OK),
  };
  for (const [name, handle] of Object.entries({ ...usual, ...handlers })) {
    sftp.on(name as 'OPEN', (...given: unknown[]) => {
      const [id, ...rest] = given as [number, ...never[]];
      handle(sftp, id, ...rest);
    });
  }
}
