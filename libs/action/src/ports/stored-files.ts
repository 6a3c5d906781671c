import type { Id } from '@millwright/kernel';

/** A file to be stored. */
export interface FileToStore {
  name: string;
  mimeType: string;
  bytes: Buffer;
}

/** A file that lies behind an address nobody can guess. */
export interface StoredFile {
  name: string;
  mimeType: string;
  sizeBytes: number;
  url: string;
  expiresAt: Date;
}

/** Where files are kept for a while, to be fetched by whoever has their address. */
export interface StoredFiles {
  /**
   * Stores all of them or none; answers in their order. Asked again for the same round of an action run, answers the
   * same. Rejects with the signal's reason when it aborts.
   */
  store(
    owner: { workspaceId: Id; actionRunId: Id; round: number },
    files: readonly FileToStore[],
    signal: AbortSignal,
  ): Promise<StoredFile[]>;
}
