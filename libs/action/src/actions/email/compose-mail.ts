import type { Mailbox } from '@millwright/kernel';
import MailComposer from 'nodemailer/lib/mail-composer';

/** A mail, ready to be sent. */
export interface Mail {
  /** With its angle brackets. */
  messageId: string;
  date: Date;
  from: Mailbox;
  to: Mailbox[];
  cc: Mailbox[];
  bcc: Mailbox[];
  replyTo: Mailbox | undefined;
  subject: string;
  html: string;
  text: string;
  headers: ReadonlyMap<string, string>;
  attachments: Attachment[];
}

/** A file that goes with a mail. */
export interface Attachment {
  name: string;
  bytes: Buffer;
  contentType: string;
}

/** What goes over the wire: who, and the whole mail. */
export interface ComposedMail {
  from: string;
  to: string[];
  raw: Buffer;
}

/**
 * A mail as MIME, without its hidden recipients. The same mail gives the same bytes each time, so that an attempt that
 * repeats another can be told as its copy.
 */
export async function composedMail(mail: Mail): Promise<ComposedMail> {
  const { messageId, date, from, to, cc, bcc, replyTo, subject, html, text } = mail;
  const composer = new MailComposer({
    ...{ messageId, date, from, to, cc, bcc, subject, html, text },
    ...(replyTo && { replyTo }),
    headers: [...mail.headers].map(([key, value]) => ({ key, value })),
    attachments: mail.attachments.map(({ name, bytes, contentType }) => ({
      filename: name,
      content: bytes,
      contentType,
      contentDisposition: 'attachment',
    })),
    // Nothing in a mail of ours names a file or an address to read from; should it ever, it is not read.
    disableFileAccess: true,
    disableUrlAccess: true,
    baseBoundary: messageId.replace(/[^a-z0-9]/gi, ''),
    newline: 'windows',
  });
  const message = composer.compile();
  const envelope = message.getEnvelope();
  return { from: envelope.from || from.address, to: envelope.to, raw: await message.build() };
}
