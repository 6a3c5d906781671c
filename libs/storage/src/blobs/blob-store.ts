import type { Id } from '@millwright/kernel';

/** How many bytes are read at a time, and so held for each reader. */
export const PIECE_BYTES = 262_144;

/** The stores that there are. */
export type BlobStoreName = 'database' | 's3';

/**
 * Keeps bytes under ids. Readers ask for one piece after another, so that a slow one holds a piece and nothing else: no
 * connection, no transaction. A key is written once.
 * @throws StorageError; DatabaseUnavailableError where the database is the store
 */
export interface BlobStore {
  readonly name: BlobStoreName;
  /** Stores bytes, durably once it resolves; broken off, some of them may be left. Rejects with the signal's reason. */
  put(key: Id, bytes: Buffer, signal?: AbortSignal): Promise<void>;
  /** The bytes from `position * PIECE_BYTES` on, `PIECE_BYTES` of them or all that are left; undefined: there are none under the key. Not asked of what is empty. */
  piece(key: Id, position: number): Promise<Buffer | undefined>;
  /** Removes all there is of a key; nothing, where there is nothing. */
  remove(key: Id): Promise<void>;
}
