import type { OpenConnection } from '@millwright/connection';
import { messageOf, MillwrightError } from '@millwright/kernel';
import { isCertificateFault, NetError } from '@millwright/net';
import { ActionError } from '../../../action.errors.ts';
import { SecretRedaction } from '../../../secrets/redact-secrets.ts';

/** What nodemailer says of a failure. */
interface SmtpFault {
  code?: string;
  /** What the system said before nodemailer did. */
  originalCode?: string;
  /** The server's, where it answered. */
  responseCode?: number;
  command?: string;
}

/** Longest word of a server that is passed on, in characters. */
const MAX_SAID = 500;

/** What a server said, shortened, and without the password: it may repeat what it was told. */
export function withoutPassword(
  text: string,
  { password }: { password?: string | undefined },
): string {
  const said =
    password === undefined
      ? text
      : new SecretRedaction(new Map([['password', password]])).text(text);
  return said.length <= MAX_SAID ? said : `${said.slice(0, MAX_SAID)}…`;
}

/**
 * A failure of a session, in our words: what the server refused for good (5yz), what it may take later (4yz), a
 * certificate that does not hold, and what broke on the way. Without the password, whatever the server repeats.
 */
export function smtpFailureOf(
  error: unknown,
  { fields }: Pick<OpenConnection<'smtp'>, 'fields'>,
): Error {
  if (error instanceof MillwrightError) return error;
  const { host, port } = fields;
  const { code, originalCode, responseCode, command } = error as SmtpFault;
  const said = withoutPassword(messageOf(error), fields);
  const place = `${host}:${port}`;

  if (responseCode !== undefined && responseCode >= 400) {
    const step = command === undefined ? '' : ` at ${command}`;
    const isForGood = responseCode >= 500;
    return new ActionError(
      isForGood ? 'remote_rejected' : 'remote_unavailable',
      `${place} ${isForGood ? 'refused' : 'put off'} the mail${step}: ${said}`,
    );
  }
  if (originalCode !== undefined && isCertificateFault(originalCode)) {
    const message = `the certificate of ${host} does not hold (${originalCode}): ${said}`;
    return new NetError('remote_rejected', message, { reason: 'tls_failed' });
  }
  if (code === 'EMESSAGE' || code === 'EAUTH') {
    return new ActionError('remote_rejected', `${place} does not take the mail: ${said}`);
  }
  if (code === 'ETIMEDOUT') {
    const message = `${place} did not answer in time: ${said}`;
    return new NetError('timeout', message, { reason: 'timeout' });
  }
  const [what, reason] =
    code === 'ETLS'
      ? ([`${place} does not speak TLS with us`, 'tls_failed'] as const)
      : ([`the session with ${place} broke off`, 'connection_lost'] as const);
  return new NetError('network', `${what}: ${said}`, { reason });
}
