import { NetError } from '@millwright/net';
import type { ActionContext } from '../../action.ts';
import type { FtpOptions } from './ftp.options.ts';
import type { FileServer } from './server/file-server.ts';
import { MAX_DOWNLOAD_BYTES } from './session/download-limit.ts';
import { type FileSession, openSession } from './session/file-session.ts';
import type { Patience } from './session/patience.ts';
import type { Transcript } from './session/transcript.ts';
import { tried } from './session/tried.ts';

/** What was handed over, by path. */
export interface Transferred {
  uploads: Map<string, { size: number }>;
  downloads: Map<string, Buffer>;
}

/**
 * Uploads, then downloads, in order, each tried several times; a connection that broke is made anew. A file is made
 * just before it is sent, so that one at a time is held.
 */
export async function transferFiles(
  server: FileServer,
  { uploads, downloads, mode }: FtpOptions,
  context: ActionContext & { transcript: Transcript; patience: Patience },
): Promise<Transferred> {
  const { net, signal, transcript, patience } = context;
  const open = (): Promise<FileSession> =>
    openSession(server, { net, signal, transcript, patience, mode });
  let session: FileSession | undefined = await open();
  const within = <T>(work: (session: FileSession) => Promise<T>): Promise<T> =>
    tried({ pausesMs: patience.pausesMs, signal }, async () => {
      session ??= await open();
      try {
        return await work(session);
      } catch (error) {
        if (error instanceof NetError) {
          session.drop();
          session = undefined;
        }
        throw error;
      }
    });

  const done: Transferred = { uploads: new Map(), downloads: new Map() };
  try {
    for (const [path, source] of uploads) {
      const { bytes } = await source(path, context);
      await within((open) => open.upload(path, bytes));
      done.uploads.set(path, { size: bytes.length });
    }
    let left = MAX_DOWNLOAD_BYTES;
    for (const path of downloads) {
      const bytes = await within((open) => open.download(path, left));
      left -= bytes.length;
      done.downloads.set(path, bytes);
    }
    return done;
  } finally {
    if (signal.aborted) session?.drop();
    else await session?.close();
  }
}
