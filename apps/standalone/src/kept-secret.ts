import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '@millwright/host';

/** A secret that standalone makes for itself. */
export interface SecretFile {
  /** File name in the data directory. */
  name: string;
  make: () => string;
  isValid: (text: string) => boolean;
}

/** The secret, where it is kept, and whether it is new. */
export interface KeptSecret {
  value: string;
  path: string;
  isNew: boolean;
}

/**
 * Reads a secret from the data directory, or makes it there (mode 0600). Only for who holds the directory's lock.
 * @throws StartError when the file is there and damaged: a new secret in its place could not read what the old one wrote.
 */
export async function keptSecret(dataDir: string, secret: SecretFile): Promise<KeptSecret> {
  const path = join(dataDir, secret.name);
  const kept = (await textOf(path))?.trim();
  if (kept === undefined) {
    const value = secret.make();
    await writeWhole(path, `${value}\n`);
    return { value, path, isNew: true };
  }
  if (secret.isValid(kept)) return { value: kept, path, isNew: false };
  throw new StartError(
    'data_dir_unusable',
    `${path} is damaged: put its backup there, or set the variable instead.`,
  );
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw new StartError('data_dir_unusable', `${path} cannot be read by this user.`, {
      cause: error,
    });
  }
}

/** Never half a secret: a file appears under its name when all of it is on the disk. */
async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.draft`;
  await writeFile(draft, text, { mode: 0o600, flush: true });
  await rename(draft, path);
}
