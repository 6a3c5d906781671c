import { RawJson } from './json-value.ts';

/** The way to a value inside a JSON document: member names and array indexes. */
export type JsonPath = readonly (string | number)[];

const SPACE = /[ \t\n\r]*/y;
const SCALAR = /[^,\]}\s]*/y;
// To the next bracket of any kind, or the next string.
const BETWEEN = /[^"[\]{}]*/y;

/**
 * The value at a path of **valid** JSON, as the very text it was written in; undefined where there is none. Reads
 * no further than it must, so that a name near the start of a large document costs little, and so does one that is nowhere in it (bench
 * "intake-verified"). A repeated key: the first. A name is found as senders write it, not in escapes it does not need.
 */
export function jsonValueAt(json: RawJson, path: JsonPath): RawJson | undefined {
  if (path.some((step) => typeof step === 'string' && isNowhere(json, step))) return undefined;
  const { text } = json;
  let at = skip(SPACE, text, 0);
  for (const step of path) {
    const found = typeof step === 'number' ? elementAt(text, at, step) : memberAt(text, at, step);
    if (found === undefined) return undefined;
    at = found;
  }
  return new RawJson(text.slice(at, endOf(text, at)));
}

const PLAIN = /^[\w.-]+$/;

/** Looked for in the bytes where there are some: no text has to be made of what holds nothing of interest. */
const isNowhere = (json: RawJson, name: string): boolean =>
  PLAIN.test(name) && !(json.bytes ?? json.text).includes(`${name}"`);

/** Where the value of a member begins, in the object that begins at `at`. */
function memberAt(text: string, at: number, name: string): number | undefined {
  if (text[at] !== '{') return undefined;
  let next = skip(SPACE, text, at + 1);
  while (text[next] === '"') {
    const keyEnd = endOfString(text, next);
    const isIt = isKey(text, next, keyEnd, name);
    const colon = skip(SPACE, text, keyEnd);
    const value = skip(SPACE, text, colon + 1);
    if (isIt) return value;
    next = afterComma(text, endOf(text, value));
  }
  return undefined;
}

/** Where an element begins, of the array that begins at `at`. */
function elementAt(text: string, at: number, index: number): number | undefined {
  if (text[at] !== '[') return undefined;
  let next = skip(SPACE, text, at + 1);
  for (let passed = 0; text[next] !== ']' && next < text.length; passed += 1) {
    if (passed === index) return next;
    next = afterComma(text, endOf(text, next));
  }
  return undefined;
}

function isKey(text: string, start: number, end: number, name: string): boolean {
  if (text.startsWith(name, start + 1) && end - start - 2 === name.length) return true;
  const written = text.slice(start, end);
  return written.includes('\\') && JSON.parse(written) === name;
}

function afterComma(text: string, at: number): number {
  const comma = skip(SPACE, text, at);
  return text[comma] === ',' ? skip(SPACE, text, comma + 1) : comma;
}

/** The end of the value that begins at `at`. */
function endOf(text: string, at: number): number {
  const first = text[at];
  if (first === '"') return endOfString(text, at);
  if (first !== '{' && first !== '[') return skip(SCALAR, text, at);
  let depth = 0;
  let next = at;
  do {
    const char = text[next];
    if (char === '"') next = endOfString(text, next);
    else {
      depth += char === '{' || char === '[' ? 1 : -1;
      next += 1;
    }
    if (depth > 0) next = skip(BETWEEN, text, next);
  } while (depth > 0 && next < text.length);
  return next;
}

/** The end of a string: the first quote behind an even number of backslashes. */
function endOfString(text: string, at: number): number {
  for (let quote = text.indexOf('"', at + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text[quote - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
  }
  return text.length;
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  pattern.test(text);
  return Math.max(at, pattern.lastIndex);
}
