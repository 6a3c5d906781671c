import { type Mailbox, mailboxOf, splitAddresses } from '@millwright/kernel';
import { below } from '../../options/readers.ts';
import type { Read } from '../../options/option.ts';

const EXPECTED = 'must be an address as a@b, or Name <a@b>';

/** One address. */
export const asMailbox: Read<Mailbox> = (value, refuse) =>
  (typeof value === 'string' ? mailboxOf(value) : undefined) ?? refuse(EXPECTED);

/** Addresses in an array, or in a text with commas. Each is named by its place when it is none. */
export const asMailboxes: Read<Mailbox[]> = (value, refuse) => {
  const parts = typeof value === 'string' ? splitAddresses(value) : value;
  if (!Array.isArray(parts)) return refuse('must be an array of addresses, or text with commas');
  return parts.map((part, index) => asMailbox(part, below(refuse, index)));
};

/** The same, at least one. */
export const asRecipients: Read<Mailbox[]> = (value, refuse) => {
  const mailboxes = asMailboxes(value, refuse);
  return mailboxes.length > 0 ? mailboxes : refuse('must have at least one address');
};

/** Lists of addresses without those that an earlier one has already: nobody gets a mail twice. */
export function withoutRepeats<Lists extends readonly (readonly Mailbox[])[]>(
  ...lists: Lists
): { [List in keyof Lists]: Mailbox[] } {
  const seen = new Set<string>();
  const isNew = ({ address }: Mailbox): boolean => {
    const key = address.toLowerCase();
    return !seen.has(key) && Boolean(seen.add(key));
  };
  return lists.map((list) => list.filter(isNew)) as { [List in keyof Lists]: Mailbox[] };
}
