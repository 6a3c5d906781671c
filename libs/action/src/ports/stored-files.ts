import type { Id } from '@millwright/kernel';
import type { GeneratedFile } from '../files/generated-file.ts';

/** A file that lies behind an address nobody can guess. */
export interface StoredFile {
  url: string;
  expiresAt: Date;
}

/** Where files are kept for a while, to be fetched by whoever has their address. */
export interface StoredFiles {
  /** Stores all of them or none; answers in their order. Asked again for the same action run, answers the same. */
  store(
    owner: { workspaceId: Id; actionRunId: Id },
    files: readonly GeneratedFile[],
  ): Promise<StoredFile[]>;
}
