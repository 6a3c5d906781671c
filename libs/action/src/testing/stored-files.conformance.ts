import { describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@millwright/kernel';
import type { FileToStore, StoredFiles } from '../ports/stored-files.ts';

/** Stored files under test, and what somebody finds who fetches an address. */
export interface OpenedFiles {
  files: StoredFiles;
  workspaceId: Id;
  fetch(url: string): Promise<Buffer | undefined>;
}

const never = new AbortController().signal;

const file = (name: string, content = name): FileToStore => ({
  name,
  mimeType: 'text/plain',
  bytes: Buffer.from(content),
});

/** The promises of whatever keeps files for actions. */
export function storedFilesConformance(name: string, opened: () => OpenedFiles): void {
  const owner = (round = 0) => ({ workspaceId: opened().workspaceId, actionRunId: newId(), round });

  describe(`${name} keep the promises of stored files`, () => {
    it('answer each file in its order, at an address of its own that has its bytes', async () => {
      const { files, fetch } = opened();

      const stored = await files.store(owner(), [file('b.txt'), file('a b.txt', '')], never);

      expect(stored).toMatchObject([
        { name: 'b.txt', mimeType: 'text/plain', sizeBytes: 5 },
        { name: 'a b.txt', mimeType: 'text/plain', sizeBytes: 0 },
      ]);
      expect(stored[0]!.url).toMatch(/^https?:\/\/.*\/files\/[\w-]{43}\/b\.txt$/);
      expect(stored[1]!.url).toMatch(/\/a%20b\.txt$/);
      expect((await fetch(stored[0]!.url))?.toString()).toBe('b.txt');
      expect((await fetch(stored[1]!.url))?.length).toBe(0);
      expect(stored[0]!.expiresAt.getTime()).toBeGreaterThan(Date.now());
    });

    it('answer the same when they are asked again, and others in the next round', async () => {
      const { files, fetch } = opened();
      const first = owner();

      const stored = await files.store(first, [file('a', 'first')], never);
      const again = await files.store(first, [file('a', 'second')], never);
      const next = await files.store({ ...first, round: 1 }, [file('a', 'third')], never);

      expect(again).toEqual(stored);
      expect((await fetch(stored[0]!.url))?.toString()).toBe('first');
      expect((await fetch(next[0]!.url))?.toString()).toBe('third');
    });

    it('store nothing once they are told to stop', async () => {
      const reason = new Error('time is up');

      const storing = opened().files.store(owner(), [file('a')], AbortSignal.abort(reason));

      await expect(storing).rejects.toBe(reason);
    });
  });
}
