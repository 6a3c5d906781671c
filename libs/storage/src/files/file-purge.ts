import type { Database } from '@millwright/database';
import type { BlobStores } from '../blobs/blob-stores.ts';
import type { EndedFile, StoredFileStore } from './stored-file.store.ts';

const AT_ONCE = 100;

/** What a purge is made of. */
export interface FilePurgeTools {
  database: Database;
  files: StoredFileStore;
  blobs: BlobStores;
  /** Told of a file that could not be removed; another pass tries again. */
  failed: (file: EndedFile, error: unknown) => void;
}

/**
 * Removes files that are past their time: bytes first, then the row, so that a crash between leaves a row to go by. Any
 * number of passes may run at once. Files in a store that is not set up any more wait until it is.
 */
export class FilePurge {
  private isStopping = false;

  constructor(private readonly tools: FilePurgeTools) {}

  /** One pass, file by file; answers how many it removed. */
  async pass(): Promise<number> {
    const { database, files, blobs } = this.tools;
    let removed = 0;
    for (;;) {
      const ended = await files.ended(database, blobs.names, AT_ONCE);
      const before = removed;
      for (const file of ended) {
        if (this.isStopping) return removed;
        if (await this.remove(file)) removed += 1;
      }
      // What cannot be removed now would be listed again and again.
      if (ended.length < AT_ONCE || removed - before < ended.length) return removed;
    }
  }

  /** Ends a pass after the file that it is at. */
  stop(): void {
    this.isStopping = true;
  }

  private async remove(file: EndedFile): Promise<boolean> {
    const { database, files, blobs, failed } = this.tools;
    try {
      await blobs.named(file.keptIn)!.remove(file.id);
      await files.remove(database, file.id);
      return true;
    } catch (error) {
      failed(file, error);
      return false;
    }
  }
}
