import { mkdir, access, constants } from 'node:fs/promises';
import { StartError } from '@millwright/host';
import { messageOf } from '@millwright/kernel';

/**
 * Makes the data directory, readable by nobody else, where it is missing.
 * @throws StartError when it cannot be made or written to.
 */
export async function openDataDir(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StartError(
      'data_dir_unusable',
      `The data directory ${dataDir} cannot be used (${reasonOf(error)}): set MILLWRIGHT_DATA_DIR to a directory that this user may write to.`,
      { cause: error },
    );
  }
}

const reasons: Partial<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EEXIST: 'a file is in its place',
  ENOTDIR: 'a file is in its place',
};

const reasonOf = (error: unknown): string =>
  reasons[(error as { code?: string }).code ?? ''] ?? messageOf(error);
