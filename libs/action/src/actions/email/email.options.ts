import { hasControls, type JsonObject, type Mailbox } from '@millwright/kernel';
import { asFileSources } from '../../files/index.ts';
import type { FileSource } from '../../files/generated-file.ts';
import { objectOptions } from '../../options/object-options.ts';
import { defaulted, optional, type Read, required } from '../../options/option.ts';
import type { OptionsSchema } from '../../options/options-schema.ts';
import { asText, below } from '../../options/readers.ts';
import { asMailbox, asMailboxes, asRecipients, withoutRepeats } from './read-addresses.ts';
import { asMailHeaders } from './read-mail-headers.ts';

const MAX_FILE_NAME = 255;

const asSubject: Read<string> = (value, refuse) =>
  asText(value, refuse)
    .replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ')
    .trim();

const asDisplayName: Read<string> = (value, refuse) => {
  const name = asText(value, refuse).trim();
  return hasControls(name) ? refuse('must not contain line breaks or control characters') : name;
};

/** Null: no template, also not the default one. */
const asTemplate: Read<string | null> = (value, refuse) => {
  if (value === false || value === '') return null;
  return typeof value === 'string' ? value : refuse('must be the name of a template, "" or false');
};

const asAttachments: Read<Map<string, FileSource>> = (value, refuse) => {
  const files = asFileSources(value, refuse);
  for (const name of files.keys()) {
    const isName = name !== '' && name.length <= MAX_FILE_NAME && !/[/\\]/.test(name);
    if (!isName || hasControls(name)) {
      below(refuse, name)(`is not a file name: 1–${MAX_FILE_NAME} characters, no / and \\`);
    }
  }
  return files;
};

const fields = objectOptions({
  to: required('Array of addresses, or text with commas.', asRecipients),
  subject: required('Text, may be empty; line breaks become spaces.', asSubject),
  body: required('HTML.', asText),
  cc: defaulted('As `to`.', asMailboxes, []),
  bcc: defaulted('As `to`; nobody sees them.', asMailboxes, []),
  reply_to: optional('One address.', asMailbox),
  from_display_name: optional('The name beside the address of the Connection.', asDisplayName),
  headers: defaulted('Object: name → text.', asMailHeaders, new Map<string, string>()),
  template: optional('Name of an email template; `""` or false: none.', asTemplate),
  attachments: defaulted(
    'Object: file name → file generator; 25 MB together.',
    asAttachments,
    new Map<string, FileSource>(),
  ),
});

/** What an email action is to send. */
export interface EmailOptions {
  to: Mailbox[];
  cc: Mailbox[];
  bcc: Mailbox[];
  replyTo: Mailbox | undefined;
  subject: string;
  body: string;
  fromDisplayName: string | undefined;
  headers: ReadonlyMap<string, string>;
  /** Null: none. Undefined: the default one, where there is one. */
  template: string | null | undefined;
  attachments: ReadonlyMap<string, FileSource>;
  /** Every option as it was given, by name: a template may use them all. */
  variables: JsonObject;
}

/** The options of the email action. None is unknown: what it does not know is for the template. */
export const emailOptions: OptionsSchema<EmailOptions> = {
  fields: fields.fields,
  read(value) {
    const reading = fields.read(value);
    if (!reading.ok) return reading;
    const { reply_to: replyTo, from_display_name: fromDisplayName, ...rest } = reading.options;
    const [to, cc, bcc] = withoutRepeats(rest.to, rest.cc, rest.bcc);
    const options = { ...rest, to, cc, bcc, replyTo, fromDisplayName };
    return { ok: true, options: { ...options, variables: value as JsonObject }, warnings: [] };
  },
};
