import type { OpenConnection } from '@millwright/connection';
import { type Mailbox, textOfMailbox } from '@millwright/kernel';
import type { ActionContext } from '../../../action.ts';
import type { Mail } from '../compose-mail.ts';
import type { SentMail } from '../sent-mail.ts';
import { askPostmark } from './postmark-api.ts';

/** Sends a mail by Postmark's API. Who has been taken off its list is told in words, and gets none. */
export async function sendByPostmark(
  connection: OpenConnection<'postmark'>,
  mail: Mail,
  context: Pick<ActionContext, 'net' | 'signal' | 'clock'>,
): Promise<SentMail> {
  const body = JSON.stringify(postmarkMailOf(mail, connection.fields.message_stream));
  const answer = await askPostmark(connection, { method: 'POST', path: '/email', body }, context);
  const addresses = [...mail.to, ...mail.cc, ...mail.bcc].map(({ address }) => address);
  const { Message: said = '' } = answer;
  const left = inactiveIn(said);
  const rejected = addresses.filter((address) => left.has(address.toLowerCase()));
  const accepted = addresses.filter((address) => !rejected.includes(address));
  return { accepted, rejected, ...(rejected.length > 0 && { warnings: [said] }) };
}

/** Postmark Developer Docs, "Email API". With X-PM-KeepID the mail keeps the Message-ID that we gave it. */
const postmarkMailOf = (mail: Mail, stream: string) => ({
  From: textOfMailbox(mail.from),
  To: listOf(mail.to),
  ...(mail.cc.length > 0 && { Cc: listOf(mail.cc) }),
  ...(mail.bcc.length > 0 && { Bcc: listOf(mail.bcc) }),
  ...(mail.replyTo && { ReplyTo: textOfMailbox(mail.replyTo) }),
  Subject: mail.subject,
  HtmlBody: mail.html,
  TextBody: mail.text,
  MessageStream: stream,
  Headers: [
    { Name: 'Message-ID', Value: mail.messageId },
    { Name: 'X-PM-KeepID', Value: 'true' },
    ...[...mail.headers].map(([Name, Value]) => ({ Name, Value })),
  ],
  ...(mail.attachments.length > 0 && {
    Attachments: mail.attachments.map(({ name, bytes, contentType }) => ({
      Name: name,
      Content: bytes.toString('base64'),
      ContentType: contentType,
    })),
  }),
});

const listOf = (mailboxes: readonly Mailbox[]): string => mailboxes.map(textOfMailbox).join(', ');

/** "Message OK, but will not deliver to these inactive addresses: a@b, c@d" */
function inactiveIn(message: string): ReadonlySet<string> {
  const [, list = ''] = /inactive addresses:\s*(.*)$/is.exec(message) ?? [];
  return new Set(list.split(/[\s,]+/).map((word) => word.replace(/\.$/, '').toLowerCase()));
}
