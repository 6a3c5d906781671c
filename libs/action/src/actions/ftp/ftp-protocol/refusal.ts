import { ActionError } from '../../../action.errors.ts';
import type { Transcript } from '../session/transcript.ts';
import type { Reply } from './reply.ts';

/** A command that was not done: 4xx may pass, anything else will not (RFC 959, 4.2.1). */
export function refusalOf(
  what: string,
  { code, text }: Reply,
  transcript: Transcript,
): ActionError {
  const mayPass = code >= 400 && code < 500;
  return new ActionError(
    mayPass ? 'remote_unavailable' : 'remote_rejected',
    `${what}: ${transcript.quoted(text)}`,
  );
}
