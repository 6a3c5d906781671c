import { messageOf, MillwrightError } from '@millwright/kernel';
import { NetError } from '@millwright/net';
import { ActionError } from '../../../action.errors.ts';
import type { Transcript } from '../session/transcript.ts';

/** SSH_FX_…: no such file, permission denied, bad message, unsupported, and what later versions name as plainly. */
const FINAL = new Set([2, 3, 5, 8, 10, 11, 12, 14, 15, 19, 20, 21, 22, 24]);

/** What a server refused, in our words; an error without its number is none of the server's: the connection broke. */
export function refusalOf(what: string, error: unknown, transcript: Transcript): Error {
  if (error instanceof MillwrightError) return error;
  const { code } = error as { code?: unknown };
  const said = transcript.quoted(messageOf(error));
  if (typeof code !== 'number') {
    return new NetError('network', `${what}: ${said}`, { cause: error });
  }
  return new ActionError(
    FINAL.has(code) ? 'remote_rejected' : 'remote_unavailable',
    `${what}: ${said} (${code})`,
  );
}
