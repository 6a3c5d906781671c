import { JsonSyntaxError } from '@millwright/kernel';
import { mimeMailOf } from './mime-mail.ts';
import { postmarkMailOf } from './postmark-mail.ts';
import { UnreadableMail } from './unreadable-mail.ts';

/** A mail as it came: as Postmark's JSON, or in MIME. */
export interface SentInMail {
  form: 'json' | 'mime';
  bytes: Uint8Array;
}

/** The data of its event as exact JSON text, or why there is none: goes behind "the mail cannot be read: ". */
export type MailReading = { ok: true; json: string } | MailUnread;

/** Why there is none; `mayPass`: the reader ended before the mail was read, and another time may do. */
export interface MailUnread {
  ok: false;
  why: string;
  mayPass?: true;
}

/** Reads a mail. How long that takes is up to who wrote it. */
export async function readMail({ form, bytes }: SentInMail): Promise<MailReading> {
  try {
    return {
      ok: true,
      json: form === 'json' ? postmarkMailOf(textOf(bytes)) : await mimeMailOf(bytes),
    };
  } catch (error) {
    const isExpected = error instanceof UnreadableMail || error instanceof JsonSyntaxError;
    if (isExpected) return { ok: false, why: error.message };
    throw error;
  }
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new UnreadableMail('it is not valid UTF-8', { cause: error });
  }
}
