import type { Database } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { type BlobStore, PIECE_BYTES } from './blob-store.ts';

/**
 * Keeps bytes in PostgreSQL, a row for each piece and a statement for each row: nobody waits long for the one session of
 * the embedded database, and no more than a piece is in memory twice.
 */
export class DatabaseBlobStore implements BlobStore {
  readonly name = 'database';

  constructor(private readonly database: Database) {}

  async put(key: Id, bytes: Buffer, signal?: AbortSignal): Promise<void> {
    for (let position = 0; position * PIECE_BYTES < bytes.length; position += 1) {
      signal?.throwIfAborted();
      const from = position * PIECE_BYTES;
      // A statement that is tried again after a lost connection may have landed the first time.
      await this.database.execute(
        `insert into stored_file_pieces (file_id, position, bytes) values ($1, $2, $3)
         on conflict (file_id, position) do nothing`,
        [key, position, bytes.subarray(from, from + PIECE_BYTES)],
      );
    }
  }

  async piece(key: Id, position: number): Promise<Buffer | undefined> {
    const [row] = await this.database.query<{ bytes: Buffer }>(
      'select bytes from stored_file_pieces where file_id = $1 and position = $2',
      [key, position],
    );
    return row?.bytes;
  }

  async remove(key: Id): Promise<void> {
    await this.database.execute('delete from stored_file_pieces where file_id = $1', [key]);
  }
}
