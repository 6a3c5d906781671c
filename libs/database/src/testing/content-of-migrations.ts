import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';

/** A hash that names templates: another migration, another template. */
export async function contentOfMigrations(): Promise<string> {
  const folder = new URL('../migrations/', import.meta.url);
  const names = (await readdir(folder)).filter((name) => /^\d{13}-.*(?<!\.d)\.[jt]s$/.test(name));
  const hash = createHash('sha256');
  for (const name of names.sort()) hash.update(name).update(await readFile(new URL(name, folder)));
  return hash.digest('hex');
}
