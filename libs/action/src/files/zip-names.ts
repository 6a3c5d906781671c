import type { Refuse } from '../options/option.ts';

const MAX_NAME_BYTES = 1_024;
const MAX_PART_BYTES = 255;
/** Every folder of every name is looked at: names could make millions of them. */
const MAX_PARTS = 32;
const MAX_NAMES = 1_000;
const DRIVE = /^[a-z]:/i;

/**
 * Refuses names that unpack anywhere but below the folder they are unpacked in, or not at all: absolute ones, `..`,
 * backslashes, empty parts, and a file where others need a folder.
 */
export function checkZipNames(names: readonly string[], refuse: Refuse): void {
  if (names.length > MAX_NAMES) refuse(`must not have more than ${MAX_NAMES} files`);
  const folders = new Set<string>();
  for (const name of names) {
    const fault = faultOf(name);
    if (fault !== undefined) refuse(fault, name);
    for (const folder of foldersOf(name)) folders.add(folder);
  }
  for (const name of names) {
    if (folders.has(name)) refuse('is a file, and the folder of others', name);
  }
}

function faultOf(name: string): string | undefined {
  if (name === '' || Buffer.byteLength(name) > MAX_NAME_BYTES) {
    return `must be a name of 1 to ${MAX_NAME_BYTES} bytes`;
  }
  if (/[\\\p{Cc}\p{Cs}]/u.test(name)) return 'must not have a backslash or a control character';
  if (name.startsWith('/') || DRIVE.test(name)) return 'must not be absolute';
  const parts = name.split('/');
  if (parts.includes('..') || parts.includes('.')) return 'must not lead elsewhere by . or ..';
  if (parts.includes('')) return 'must not have an empty part';
  if (parts.length > MAX_PARTS) return `must not be more than ${MAX_PARTS} parts deep`;
  if (parts.some((part) => Buffer.byteLength(part) > MAX_PART_BYTES)) {
    return `must have parts of at most ${MAX_PART_BYTES} bytes`;
  }
  return undefined;
}

function* foldersOf(name: string): Generator<string> {
  for (let slash = name.indexOf('/'); slash !== -1; slash = name.indexOf('/', slash + 1)) {
    yield name.slice(0, slash);
  }
}
