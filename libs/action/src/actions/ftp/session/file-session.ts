import type { OutboundHttp } from '@millwright/net';
import { openFtpSession } from '../ftp-protocol/ftp-session.ts';
import type { TransferMode } from '../ftp.options.ts';
import type { FileServer } from '../server/file-server.ts';
import { openSftpSession } from '../sftp-protocol/sftp-session.ts';
import type { Patience } from './patience.ts';
import type { Transcript } from './transcript.ts';

/** A login at a server. After a NetError it is broken. */
export interface FileSession {
  /** Where paths that are not absolute begin. */
  directory(): Promise<string>;
  /** @throws ActionError `remote_rejected`, `remote_unavailable`; NetError */
  upload(path: string, bytes: Buffer): Promise<void>;
  /** Stops at the first byte too many. @throws ActionError also `size_limit` */
  download(path: string, maxBytes: number): Promise<Buffer>;
  /** Takes leave, and waits a moment for an answer. Never rejects. */
  close(): Promise<void>;
  /** Ends the connection without a word. */
  drop(): void;
}

/** What a session is held with. */
export interface SessionContext {
  net: OutboundHttp;
  signal: AbortSignal;
  transcript: Transcript;
  patience: Patience;
  mode: TransferMode;
}

/** Connects and logs in. @throws ActionError `remote_rejected`, `remote_unavailable`; NetError */
export const openSession = (server: FileServer, context: SessionContext): Promise<FileSession> =>
  server.protocol === 'sftp' ? openSftpSession(server, context) : openFtpSession(server, context);
