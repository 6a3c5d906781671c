import type { Socket } from 'node:net';
import type { OpenConnection } from '@millwright/connection';
import { domainOf } from '@millwright/kernel';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { ActionContext } from '../../../action.ts';
import { smtpFailureOf } from './smtp-failure.ts';

/** How long each wait of a session may be, in milliseconds. */
export interface SmtpTimes {
  connect: number;
  /** Until the server has greeted and TLS is spoken. */
  greeting: number;
  /** Without a word, later on. */
  silence: number;
  /** For the answer to our good-bye, which nobody needs. */
  leave: number;
}

const times: SmtpTimes = { connect: 10_000, greeting: 30_000, silence: 300_000, leave: 2_000 };

/** Ends a step of a session, as nodemailer does. */
type Done<Result> = (error?: Error | null, result?: Result) => void;

/** One session with a server that takes mail. */
export class SmtpSession {
  private readonly failed: Promise<never>;
  private readonly ended: Promise<void>;

  constructor(
    readonly smtp: SMTPConnection,
    signal: AbortSignal,
    private readonly leaveMs: number,
  ) {
    this.ended = new Promise((resolve) => smtp.once('end', resolve));
    this.failed = new Promise((_resolve, reject) => {
      smtp.on('error', reject);
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      void this.ended.then(() => reject(new Error('the server ended the session')));
    });
    this.failed.catch(() => undefined);
  }

  /** Waits for one step. Some of nodemailer's ends are told to no callback, so all are listened for. */
  step<Result>(begin: (done: Done<Result>) => void): Promise<Result> {
    const step = new Promise<Result>((resolve, reject) =>
      begin((error, result) => (error ? reject(error) : resolve(result as Result))),
    );
    return Promise.race([step, this.failed]);
  }

  /** Says good-bye. The mail is on its way whatever comes of it. */
  async leave(): Promise<void> {
    if (this.smtp.destroyed) return;
    this.smtp.quit();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, this.leaveMs)));
    await Promise.race([this.ended, late]);
    clearTimeout(timer);
  }
}

/**
 * Opens a session, with TLS and signed in as its Connection says, and ends it after `use`. TLS that was asked for is
 * spoken or nothing is; who is to sign in does so or sends nothing.
 * @throws ActionError remote_rejected, remote_unavailable; NetError; the signal's reason
 */
export async function withSession<Result>(
  connection: OpenConnection<'smtp'>,
  { net, signal }: Pick<ActionContext, 'net' | 'signal'>,
  use: (session: SmtpSession) => Promise<Result>,
  waits: SmtpTimes = times,
): Promise<Result> {
  const { host, port, user, password = '' } = connection.fields;
  const connecting = { tls: null, connectTimeoutMs: waits.connect, signal };
  const socket = await net.connect({ host, port }, connecting);
  const smtp = new SMTPConnection(optionsOf(connection, socket, net.authority, waits));
  const session = new SmtpSession(smtp, signal, waits.leave);
  try {
    await session.step((done) => smtp.connect(done));
    if (user !== undefined) {
      await session.step((done) => smtp.login({ user, pass: password }, done));
    }
    const result = await use(session);
    await session.leave();
    return result;
  } catch (error) {
    throw signal.aborted ? signal.reason : smtpFailureOf(error, connection);
  } finally {
    smtp.close();
    socket.destroy();
  }
}

const optionsOf = (
  { fields }: OpenConnection<'smtp'>,
  socket: Socket,
  authority: string | undefined,
  waits: SmtpTimes,
): SMTPConnection.Options => ({
  connection: socket,
  host: fields.host,
  port: fields.port,
  // Who we say we are: the machine's own name is nobody's business.
  name: domainOf(fields.from.replace(/>\s*$/, '')),
  secure: fields.tls === 'implicit',
  requireTLS: fields.tls === 'starttls',
  ignoreTLS: fields.tls === 'none',
  tls: { rejectUnauthorized: true, ...(authority !== undefined && { ca: authority }) },
  connectionTimeout: waits.greeting,
  greetingTimeout: waits.greeting,
  socketTimeout: waits.silence,
  socketCloseTimeout: 0,
  // Each word of the server is kept until the end of the session: one for each recipient.
  maxResponseSize: 8_192,
  logger: false,
});
