import { MillwrightError, stringifyJson } from '@millwright/kernel';
import type { ActionContext, ActionOutcome } from '../../action.ts';
import { ActionError } from '../../action.errors.ts';
import { failed, succeeded } from '../../outcome.ts';
import type { FtpOptions } from './ftp.options.ts';
import type { FileServer } from './server/file-server.ts';
import { serverOfConnection } from './server/server-of-connection.ts';
import { type Patience, usualPatience } from './session/patience.ts';
import { Transcript } from './session/transcript.ts';
import { transferFiles } from './transfer-files.ts';

/** Performs an ftp action; what was said is kept when it fails, too. */
export async function performFtp(
  options: FtpOptions,
  context: ActionContext,
  patience: Patience = usualPatience,
): Promise<ActionOutcome> {
  const server = await serverOf(options, context);
  const transcript = new Transcript([server.password, server.privateKey]);
  try {
    const { uploads, downloads } = await transferFiles(server, options, {
      ...context,
      transcript,
      patience,
    });
    return succeeded({
      log: String(transcript),
      uploads,
      downloads: new Map([...downloads].map(([path, bytes]) => [path, shown(bytes)])),
    });
  } catch (error) {
    if (context.signal.aborted) throw error;
    if (!(error instanceof MillwrightError) || error.fault === 'ours') throw error;
    const retryAfterMs = error instanceof ActionError ? error.retryAfterMs : undefined;
    return {
      ...failed(error.code, transcript.masked(error.message)),
      retry: error.retry,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      result: stringifyJson({ log: String(transcript) }),
    };
  }
}

async function serverOf({ at }: FtpOptions, context: ActionContext): Promise<FileServer> {
  if ('server' in at) return at.server;
  const { connections, workspaceId } = context;
  const wanted = { types: ['ftp'] as const, account: at.account, asker: 'the ftp action' };
  return serverOfConnection(await connections.open(workspaceId, wanted));
}

const shown = (bytes: Buffer): { size: number; data: string; data_base64: string } => ({
  size: bytes.length,
  // A mark of byte order is data like any other.
  data: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes),
  data_base64: bytes.toString('base64'),
});
