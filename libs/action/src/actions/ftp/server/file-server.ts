/** How a server for files is spoken to. */
export const PROTOCOLS = ['ftp', 'ftps', 'sftp'] as const;

/** One of {@link PROTOCOLS}. */
export type Protocol = (typeof PROTOCOLS)[number];

/** A server for files, and who we are there. Never logged: it has the credentials. */
export interface FileServer {
  protocol: Protocol;
  /** A name, or an address without brackets. */
  host: string;
  port: number;
  user: string;
  password: string | undefined;
  /** PEM, for sftp. */
  privateKey: string | undefined;
  /** Whether the certificate (ftps) or the key of the host (sftp) must hold. */
  verify: boolean;
  /** Lines of known_hosts; there when an sftp server is verified. */
  knownHosts: string | undefined;
}

const SSH_PORT = 22;
const FTP_PORT = 21;
const IMPLICIT_TLS_PORT = 990;

/** The protocol that is meant where none is named. */
export function inferredProtocol({
  port,
  privateKey,
  knownHosts,
}: {
  port: number | undefined;
  privateKey: string | undefined;
  knownHosts: string | undefined;
}): Protocol {
  if (port === SSH_PORT || privateKey !== undefined || knownHosts !== undefined) return 'sftp';
  return port === IMPLICIT_TLS_PORT ? 'ftps' : 'ftp';
}

/** The port of a protocol where none is given. */
export const usualPort = (protocol: Protocol): number =>
  protocol === 'sftp' ? SSH_PORT : FTP_PORT;

/** Whether TLS is spoken from the first byte on, rather than after being asked for. */
export const isImplicitTls = ({ protocol, port }: FileServer): boolean =>
  protocol === 'ftps' && port === IMPLICIT_TLS_PORT;

/** `host:port`, for messages. */
export const placeOf = ({ host, port }: FileServer): string => `${host}:${port}`;
