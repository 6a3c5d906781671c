import type { OpenConnection } from '@millwright/connection';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { ActionContext } from '../../../action.ts';
import { composedMail, type Mail } from '../compose-mail.ts';
import type { SentMail } from '../sent-mail.ts';
import { withDkim } from './dkim.ts';
import { withoutPassword } from './smtp-failure.ts';
import { withSession } from './smtp-session.ts';

/** Of how many refused recipients is told why; `rejected` names them all. */
const MAX_WARNINGS = 20;

/** Sends a mail in a session of its own. A server that took some of its recipients has taken the mail. */
export async function sendBySmtp(
  connection: OpenConnection<'smtp'>,
  mail: Mail,
  context: Pick<ActionContext, 'net' | 'signal'>,
): Promise<SentMail> {
  const { from, to, raw } = await composedMail(mail);
  const signed = await withDkim(raw, connection);
  const envelope = { from, to, size: signed.length };
  const {
    accepted,
    rejected,
    rejectedErrors = [],
  } = await withSession(connection, context, (session) =>
    session.step<SMTPConnection.SentMessageInfo>((done) =>
      session.smtp.send(envelope, signed, done),
    ),
  );
  const warnings = rejectedErrors
    .slice(0, MAX_WARNINGS)
    .map(({ recipient, response }) =>
      withoutPassword(`${recipient} was refused: ${response}`, connection.fields),
    );
  return { accepted, rejected, warnings };
}
