import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { newId } from '@millwright/kernel';
import { type BlobStore, PIECE_BYTES } from '../blobs/blob-store.ts';

/** The promises of every store of bytes; `store` answers the one under test, which may be shared. */
export function blobStoreConformance(name: string, store: () => BlobStore): void {
  const read = async (key: string): Promise<Buffer> => {
    const pieces: Buffer[] = [];
    for (;;) {
      const piece = await store().piece(key, pieces.length);
      if (piece === undefined) return Buffer.concat(pieces);
      expect(piece.length).toBeLessThanOrEqual(PIECE_BYTES);
      pieces.push(piece);
    }
  };

  describe(`${name} keeps the promises of a store of bytes`, () => {
    it.each([1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES + 7])(
      'gives back the very %d bytes that it was given',
      async (size) => {
        const key = newId();
        const bytes = randomBytes(size);

        await store().put(key, bytes);

        expect((await read(key)).equals(bytes)).toBe(true);
      },
    );

    it('takes no bytes at all, and removes them', async () => {
      const key = newId();

      await store().put(key, Buffer.alloc(0));
      await store().remove(key);

      expect(await store().piece(key, 0)).toBeUndefined();
    });

    it('gives any piece, in any order, as often as it is asked', async () => {
      const key = newId();
      const bytes = randomBytes(2 * PIECE_BYTES + 5);
      await store().put(key, bytes);

      for (const position of [2, 0, 1, 0]) {
        const from = position * PIECE_BYTES;
        const piece = await store().piece(key, position);
        expect(piece?.equals(bytes.subarray(from, from + PIECE_BYTES))).toBe(true);
      }
      expect(await store().piece(key, 3)).toBeUndefined();
    });

    it('takes the largest file there is', async () => {
      const key = newId();
      const bytes = randomBytes(20_000_000);

      await store().put(key, bytes);

      expect((await read(key)).equals(bytes)).toBe(true);
      await store().remove(key);
    });

    it('has nothing under a key that was never used', async () => {
      expect(await store().piece(newId(), 0)).toBeUndefined();
    });

    it('keeps keys apart', async () => {
      const [one, other] = [newId(), newId()];
      await store().put(one, Buffer.from('one'));
      await store().put(other, Buffer.from('other'));

      await store().remove(one);

      expect(await store().piece(one, 0)).toBeUndefined();
      expect((await store().piece(other, 0))?.toString()).toBe('other');
    });

    it('removes what is not there without a word, so that a purge may be done twice', async () => {
      const key = newId();
      await store().put(key, Buffer.from('gone'));

      await store().remove(key);
      await store().remove(key);

      expect(await store().piece(key, 0)).toBeUndefined();
    });

    it('stores nothing once it is told to stop, and says why', async () => {
      const key = newId();
      const reason = new Error('the action took too long');

      const put = store().put(key, randomBytes(2 * PIECE_BYTES), AbortSignal.abort(reason));

      await expect(put).rejects.toBe(reason);
      expect(await store().piece(key, 0)).toBeUndefined();
    });
  });
}
