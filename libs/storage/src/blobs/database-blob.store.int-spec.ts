import { randomBytes } from 'node:crypto';
import {
  openEmbeddedTestDatabase,
  openTestDatabase,
  type TestDatabase,
} from '@millwright/database/testing';
import { newId } from '@millwright/kernel';
import { blobStoreConformance } from '../testing/blob-store.conformance.ts';
import { PIECE_BYTES } from './blob-store.ts';
import { DatabaseBlobStore } from './database-blob.store.ts';

describe.each([
  ['PostgreSQL', openTestDatabase],
  ['the embedded database', openEmbeddedTestDatabase],
])('on %s', (name, open) => {
  let opened: TestDatabase;
  let store: DatabaseBlobStore;
  beforeAll(async () => {
    opened = await open();
    store = new DatabaseBlobStore(opened.database);
  }, 120_000);
  afterAll(() => opened.close());

  blobStoreConformance(`the store in ${name}`, () => store);

  it('keeps no row larger than a piece, and none of what is removed', async () => {
    const key = newId();
    const { database } = opened;
    const sizes = async (): Promise<number[]> => {
      const rows = await database.query<{ size: number }>(
        'select length(bytes) as size from stored_file_pieces where file_id = $1 order by position',
        [key],
      );
      return rows.map(({ size }) => size);
    };

    await store.put(key, randomBytes(2 * PIECE_BYTES + 1));
    expect(await sizes()).toEqual([PIECE_BYTES, PIECE_BYTES, 1]);

    await store.remove(key);
    expect(await sizes()).toEqual([]);
  });
});
