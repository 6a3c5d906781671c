/** Somebody a mail names. */
export interface InboundMailbox {
  email: string;
  name: string;
  /** What follows the + before the @. */
  mailbox_hash: string;
}

/** A file in a mail. */
export interface InboundAttachment {
  name: string;
  /** Base64. */
  content: string;
  content_type: string;
  /** Bytes. */
  content_length: number;
  content_id: string;
}

/** A mail as it is the data of an event: what Postmark tells of one, in snake_case. */
export interface InboundMail {
  attachments: InboundAttachment[];
  cc: string;
  cc_full: InboundMailbox[];
  date: string;
  from: string;
  from_full: InboundMailbox;
  from_name: string;
  headers: { name: string; value: string }[];
  html_body: string;
  message_id: string;
  reply_to: string;
  stripped_text_reply: string;
  subject: string;
  text_body: string;
  to: string;
  to_full: InboundMailbox[];
}

/** A mail that says nothing. */
export const emptyMail = (): InboundMail => ({
  attachments: [],
  cc: '',
  cc_full: [],
  date: '',
  from: '',
  from_full: { email: '', name: '', mailbox_hash: '' },
  from_name: '',
  headers: [],
  html_body: '',
  message_id: '',
  reply_to: '',
  stripped_text_reply: '',
  subject: '',
  text_body: '',
  to: '',
  to_full: [],
});
