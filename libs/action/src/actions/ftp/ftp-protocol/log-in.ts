import type { FileServer } from '../server/file-server.ts';
import type { FtpOptions } from '../ftp.options.ts';
import { MASK, type Transcript } from '../session/transcript.ts';
import type { ControlConnection } from './control-connection.ts';
import { refusalOf } from './refusal.ts';

const READY = 220;
const AUTH_ACCEPTED = 234;
const LOGGED_IN = 230;
const SUPERFLUOUS = 202;
const NEEDS_PASSWORD = 331;

/** Waits for the greeting. @throws ActionError */
export async function greeted(control: ControlConnection, transcript: Transcript): Promise<void> {
  const greeting = await control.last();
  if (greeting.code !== READY) throw refusalOf('the server is not ready', greeting, transcript);
}

/** Has TLS begun on a connection that went without it (RFC 4217). @throws ActionError */
export async function askForTls(control: ControlConnection, transcript: Transcript): Promise<void> {
  const reply = await control.ask('AUTH TLS');
  if (reply.code === AUTH_ACCEPTED) return;
  throw refusalOf('the server does not speak TLS when asked for it', reply, transcript);
}

/** Says who we are. @throws ActionError */
export async function logIn(
  control: ControlConnection,
  { user, password = '' }: FileServer,
  transcript: Transcript,
): Promise<void> {
  let reply = await control.ask(`USER ${user}`, `USER ${MASK}`);
  if (reply.code === NEEDS_PASSWORD) {
    reply = await control.ask(`PASS ${password}`, `PASS ${MASK}`);
  }
  if (reply.code === LOGGED_IN || reply.code === SUPERFLUOUS) return;
  throw refusalOf('the server refuses the login', reply, transcript);
}

/** Settles how data goes; never without TLS where the login had it. @throws ActionError */
export async function settle(
  control: ControlConnection,
  { isSecure, mode }: { isSecure: boolean; mode: FtpOptions['mode'] },
  transcript: Transcript,
): Promise<void> {
  // Some servers take paths for UTF-8 only when asked to; those that always do may not know the command.
  await control.ask('OPTS UTF8 ON');
  const needed = [
    ...(isSecure ? ['PBSZ 0', 'PROT P'] : []),
    mode === 'ascii' ? 'TYPE A' : 'TYPE I',
  ];
  for (const command of needed) {
    const reply = await control.ask(command);
    if (reply.code >= 300) throw refusalOf(`the server refuses ${command}`, reply, transcript);
  }
}
