/** Somebody who sends or gets mail. */
export interface Mailbox {
  /** Empty: only the address. */
  name: string;
  address: string;
}

const MAX_ADDRESS = 254;
const MAX_LOCAL_PART = 64;
const MAX_NAME = 500;
const ADDRESS = /^[^\s@<>()[\]\\,;:"]+@[^\s@<>()[\]\\,;:"]+$/;
const NAMED = /^(.*)<([^<>]*)>$/s;

/** Whether a text has line breaks or other control characters, by which it could become more than one header. */
export const hasControls = (text: string): boolean =>
  /[\u0000-\u001f\u007f\u2028\u2029]/.test(text);

/** Reads `a@b`, or `Name <a@b>` with the name in quotes or not; undefined when it is neither. */
export function mailboxOf(text: string): Mailbox | undefined {
  if (hasControls(text)) return undefined;
  const [, shown = '', inside = text] = NAMED.exec(text.trim()) ?? [];
  const address = inside.trim();
  return isAddress(address) && shown.length <= MAX_NAME
    ? { name: unquoted(shown.trim()), address }
    : undefined;
}

/** As headers have it: `"Name" <a@b>`, or the address alone. */
export const textOfMailbox = ({ name, address }: Mailbox): string =>
  name === '' ? address : `"${name.replace(/["\\]/g, '\\$&')}" <${address}>`;

/** The parts of a list of addresses: commas in names, in quotes, part nothing. */
export function splitAddresses(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') isQuoted = !isQuoted;
    else if (text[at] === ',' && !isQuoted) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)].filter((part) => part.trim() !== '');
}

/** What follows the @. */
export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

function isAddress(text: string): boolean {
  if (text.length > MAX_ADDRESS || !ADDRESS.test(text)) return false;
  const [local = '', domain = ''] = text.split('@');
  return local.length <= MAX_LOCAL_PART && !/^[.-]|\.\.|[.-]$/.test(domain);
}

const unquoted = (name: string): string =>
  /^".*"$/s.test(name) ? name.slice(1, -1).replace(/\\(.)/gs, '$1').trim() : name;
