import { jsonValueAt, type RawJson } from '@millwright/kernel';

/** The text of a member of options that are not read as a whole; undefined where it is none, or something else. */
export function textAt(options: RawJson, name: string): string | undefined {
  const found = jsonValueAt(options, [name]);
  if (!found?.text.startsWith('"')) return undefined;
  return JSON.parse(found.text) as string;
}
