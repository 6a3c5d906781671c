import { jsonMembersOf, shortened, type RawJson } from '@millwright/kernel';
import { textIn } from './result-members.ts';

/** The headers that a result asks for. Every name and value can be sent as it is: none ends its line. */
export interface ResultHeaders {
  /** Lower-case name → value, its bytes as Latin-1 characters. */
  readonly values: ReadonlyMap<string, string>;
  /** Names, as written, of those that are not the task's to set. */
  readonly dropped: readonly string[];
}

/** Belong to the connection, to other pages of this host, or to us: `nosniff` is what the sandbox relies on. */
const OURS = new Set([
  'clear-site-data',
  'connection',
  'content-length',
  'host',
  'idempotent-replayed',
  'keep-alive',
  'set-cookie',
  'strict-transport-security',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-content-type-options',
  'x-job-id',
  'x-request-id',
]);

const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f]/;

export const noHeaders: ResultHeaders = { values: new Map(), dropped: [] };

/** Reads `wm_headers`: an object of name → text, number or boolean. What is wrong comes back as a text. */
export function resultHeadersOf(json: RawJson): ResultHeaders | string {
  const members = jsonMembersOf(json.text, Infinity);
  if (members === undefined) return 'Invalid headers: an object of name and text is expected';
  const values = new Map<string, string>();
  const dropped: string[] = [];
  for (const [name, member] of members) {
    const key = name.toLowerCase();
    if (!NAME.test(name)) return `Invalid header name ${shownName(name)}`;
    if (OURS.has(key)) {
      dropped.push(name);
      continue;
    }
    const value = headerValueOf(member);
    if (value === undefined) return `Invalid value of header ${shownName(name)}`;
    values.set(key, value);
  }
  return { values, dropped };
}

/** A text as a header's value; undefined when it would end its line or has other control characters. */
export function headerValueOfText(text: string): string | undefined {
  // On the wire a header is bytes: text beyond ASCII goes as UTF-8.
  return CONTROL.test(text) ? undefined : Buffer.from(text.trim()).toString('latin1');
}

function headerValueOf(member: RawJson): string | undefined {
  const { text } = member;
  if (text === 'null' || text.startsWith('{') || text.startsWith('[')) return undefined;
  return headerValueOfText(textIn(member) ?? text);
}

const shownName = (name: string): string => JSON.stringify(shortened(name, 100));
