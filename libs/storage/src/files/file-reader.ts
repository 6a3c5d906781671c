import type { Database } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import type { BlobStores } from '../blobs/blob-stores.ts';
import { PIECE_BYTES } from '../blobs/blob-store.ts';
import { StorageError } from '../storage.errors.ts';
import { isFileToken } from './file-address.ts';
import type { ServedFile, StoredFileStore } from './stored-file.store.ts';

/** What a reader is made of. */
export interface FileReaderTools {
  database: Database;
  files: StoredFileStore;
  blobs: BlobStores;
}

/** Reads stored files by their public addresses. */
export class FileReader {
  constructor(private readonly tools: FileReaderTools) {}

  /** Undefined: there is none, its time is over, or the name is another. */
  async find(token: string, name: string): Promise<ServedFile | undefined> {
    if (!isFileToken(token)) return undefined;
    return this.tools.files.served(this.tools.database, token, name);
  }

  /**
   * The bytes of a file, each piece asked for when the one before was taken; between them nothing is held.
   * @throws StorageError, `file_lost` when there are fewer than there were; DatabaseUnavailableError
   */
  async *pieces({ id, keptIn, sizeBytes }: ServedFile): AsyncGenerator<Buffer, void, undefined> {
    const store = this.tools.blobs.named(keptIn);
    for (let position = 0; position * PIECE_BYTES < sizeBytes; position += 1) {
      const expected = Math.min(PIECE_BYTES, sizeBytes - position * PIECE_BYTES);
      const piece = await store?.piece(id, position);
      if (piece?.length !== expected) throw lost(id, keptIn);
      yield piece;
    }
  }
}

const lost = (id: Id, store: string): StorageError =>
  new StorageError(
    'file_lost',
    `the bytes of the file ${id} are not in the store ${store} any more`,
  );
