import { messageOf, stringifyJson } from '@millwright/kernel';
import PostalMime, { type Address, type Attachment, type Email } from 'postal-mime';
import { emptyMail, type InboundAttachment, type InboundMailbox } from './inbound-mail.ts';
import { strippedReplyOf } from './stripped-reply.ts';
import { UnreadableMail } from './unreadable-mail.ts';

/** Deeper than any honest mail goes. */
const LIMITS = { maxNestingDepth: 50, maxHeadersSize: 1_048_576, maxRfc822NestingDepth: 3 };

/** Each costs as much as a small mail: a few megabytes of empty ones would take half a minute. */
const MAX_PARTS = 10_000;

/** A mail in MIME (RFC 5322), told as Postmark would tell it. @throws UnreadableMail */
export async function mimeMailOf(bytes: Uint8Array): Promise<string> {
  let mail: Email;
  if (hasMoreParts(bytes, MAX_PARTS)) {
    throw new UnreadableMail(`more than ${MAX_PARTS} of its lines could begin a part`);
  }
  try {
    mail = await PostalMime.parse(bytes, LIMITS);
  } catch (error) {
    throw new UnreadableMail(messageOf(error), { cause: error });
  }
  const headerOf = (key: string): string =>
    mail.headers.find((one) => one.key === key)?.value ?? '';
  if (mail.from === undefined && headerOf('date') === '' && headerOf('received') === '') {
    throw new UnreadableMail('it has none of the headers From, Date and Received');
  }
  const [from = emptyMail().from_full] = mail.from === undefined ? [] : mailboxesOf([mail.from]);
  const [to, cc] = [mailboxesOf(mail.to), mailboxesOf(mail.cc)];
  const textBody = mail.text ?? '';
  return stringifyJson({
    ...emptyMail(),
    attachments: mail.attachments.map(shownAttachment),
    cc: textOf(cc),
    cc_full: cc,
    date: headerOf('date'),
    from: from.email,
    from_full: from,
    from_name: from.name,
    headers: mail.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
    html_body: mail.html ?? '',
    message_id: bare(mail.messageId ?? ''),
    reply_to: textOf(mailboxesOf(mail.replyTo)),
    stripped_text_reply: strippedReplyOf(textBody),
    subject: mail.subject ?? '',
    text_body: textBody,
    to: textOf(to),
    to_full: to,
  });
}

/** Whether more lines than so many begin as boundaries do. */
function hasMoreParts(bytes: Uint8Array, most: number): boolean {
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let lines = 0;
  for (let at = raw.indexOf('\n--'); at !== -1 && lines <= most; at = raw.indexOf('\n--', at + 1)) {
    lines += 1;
  }
  return lines > most;
}

const mailboxesOf = (addresses: readonly Address[] = []): InboundMailbox[] =>
  addresses
    .flatMap((one) => one.group ?? [one])
    .map(({ name, address }) => ({ email: address, name, mailbox_hash: hashIn(address) }));

/** Of `orders+17@…`: 17. */
function hashIn(address: string): string {
  const local = address.slice(0, Math.max(0, address.lastIndexOf('@')));
  const plus = local.indexOf('+');
  return plus < 0 ? '' : local.slice(plus + 1);
}

const textOf = (mailboxes: readonly InboundMailbox[]): string =>
  mailboxes
    .map(({ name, email }) =>
      name === '' ? email : `"${name.replace(/["\\]/g, '\\$&')}" <${email}>`,
    )
    .join(', ');

function shownAttachment({
  filename,
  mimeType,
  content,
  contentId,
}: Attachment): InboundAttachment {
  const bytes = Buffer.from(content as ArrayBuffer);
  return {
    name: filename ?? '',
    content: bytes.toString('base64'),
    content_type: mimeType,
    content_length: bytes.length,
    content_id: bare(contentId ?? ''),
  };
}

/** Without angle brackets. */
const bare = (id: string): string => id.trim().replace(/^<(.*)>$/s, '$1');
