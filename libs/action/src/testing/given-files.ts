import { randomBytes } from 'node:crypto';
import type { FileToStore, StoredFile, StoredFiles } from '../ports/stored-files.ts';

const WEEK_MS = 604_800_000;

/** Stored files kept in memory: what an action stored, by its run and round. */
export class GivenFiles implements StoredFiles {
  readonly rounds = new Map<string, { file: StoredFile; bytes: Buffer }[]>();

  async store(
    { actionRunId, round }: { actionRunId: string; round: number },
    files: readonly FileToStore[],
    signal: AbortSignal,
  ): Promise<StoredFile[]> {
    signal.throwIfAborted();
    const key = `${actionRunId}/${round}`;
    const stored = this.rounds.get(key) ?? files.map((file) => ({ file: storedOf(file), ...file }));
    this.rounds.set(key, stored);
    return stored.map(({ file }) => file);
  }

  /** The bytes behind an address. */
  async fetch(url: string): Promise<Buffer | undefined> {
    return [...this.rounds.values()].flat().find(({ file }) => file.url === url)?.bytes;
  }
}

function storedOf({ name, mimeType, bytes }: FileToStore): StoredFile {
  const token = randomBytes(32).toString('base64url');
  return {
    name,
    mimeType,
    sizeBytes: bytes.length,
    url: `https://files.example/files/${token}/${encodeURIComponent(name)}`,
    expiresAt: new Date(Date.now() + WEEK_MS),
  };
}
