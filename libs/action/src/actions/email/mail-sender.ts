import { ConnectionError } from '@millwright/connection';
import { type Mailbox, mailboxOf } from '@millwright/kernel';
import type { ActionContext } from '../../action.ts';
import { composedMail, type Mail } from './compose-mail.ts';
import { sendByPostmark } from './postmark/send-by-postmark.ts';
import type { SentMail } from './sent-mail.ts';
import { sendBySmtp } from './smtp/send-by-smtp.ts';

/** Whom mails of a Workspace come from, and how they leave. */
export interface MailSender {
  from: Mailbox;
  send(mail: Mail): Promise<SentMail & { kept?: true }>;
}

const HINT = 'make one, and name it in the setting default_mail_connection';

/**
 * The Workspace's mail Connection; where it has none, and the instance keeps such mails, its outbox.
 * @throws ConnectionError connection_missing, connection_rejected
 */
export async function mailSenderFor(context: ActionContext): Promise<MailSender> {
  const { connections, workspaceId } = context;
  const wanted = { types: ['smtp', 'postmark'], asker: 'the email action' } as const;
  try {
    const connection = await connections.open(workspaceId, wanted);
    const from = mailboxOf(connection.fields.from);
    if (from === undefined) {
      const message = `the Connection "${connection.name}" has no address to send from: set its field from`;
      throw new ConnectionError('connection_rejected', message);
    }
    return {
      from,
      send: (mail) =>
        connection.type === 'smtp'
          ? sendBySmtp(connection, mail, context)
          : sendByPostmark(connection, mail, context),
    };
  } catch (error) {
    if (!(error instanceof ConnectionError) || error.code !== 'connection_missing') throw error;
    // Of several nobody said which one: that is a mistake, and no Workspace without mail.
    if (error.known?.length !== 0) throw error;
    const address = await context.mail.unsentFrom(workspaceId);
    if (address !== undefined) return outboxSender(address, context);
    throw new ConnectionError('connection_missing', `${error.message}: ${HINT}`, { cause: error });
  }
}

const outboxSender = (address: string, context: ActionContext): MailSender => ({
  from: { name: '', address },
  async send(mail) {
    const { from, to, raw } = await composedMail(mail);
    const { workspaceId, actionRunId } = context;
    const { messageId, subject } = mail;
    await context.mail.keep({ workspaceId, actionRunId, messageId, from, to, subject, raw });
    return { accepted: [], rejected: [], kept: true };
  },
});
