import { randomBytes } from 'node:crypto';
import type { Database, Sql } from '@millwright/database';
import { newId, type Id } from '@millwright/kernel';
import type { BlobStores } from '../blobs/blob-stores.ts';
import { fileUrlOf } from './file-address.ts';
import type { DraftFile, FileOwner, ServedFile, StoredFileStore } from './stored-file.store.ts';

const TOKEN_BYTES = 32;

/** A file to be kept. */
export interface FileToKeep {
  name: string;
  mimeType: string;
  bytes: Buffer;
}

/** A file that is kept, and its address. */
export interface KeptFile {
  name: string;
  mimeType: string;
  sizeBytes: number;
  url: string;
  expiresAt: Date;
}

/** What a keeper is made of. */
export interface FileKeeperTools {
  database: Database;
  files: StoredFileStore;
  blobs: BlobStores;
  /** Base of the addresses, without a slash at its end. */
  publicUrl: string;
  /** How long a Workspace keeps its files. */
  lifetimes: { hoursOf(sql: Sql, workspaceId: Id): Promise<number> };
  /** Told of what was stored, for metrics. */
  report?: (stored: { files: number; bytes: number }) => void;
}

/**
 * Keeps the files of action runs. Rows come first, then bytes, then all rows become visible at once: what is broken off
 * before is never seen, and goes with its row. A round that stores again is answered what it stored.
 */
export class FileKeeper {
  constructor(private readonly tools: FileKeeperTools) {}

  /** Stores all or none; answers in their order. @throws StorageError; the signal's reason when it aborts */
  async store(
    owner: FileOwner,
    files: readonly FileToKeep[],
    signal?: AbortSignal,
  ): Promise<KeptFile[]> {
    const before = await this.ofRound(owner);
    if (before.length > 0) return before;

    const { database, files: store, blobs, report } = this.tools;
    const drafts = files.map((file) => this.draftOf(owner, file));
    const hours = await this.tools.lifetimes.hoursOf(database, owner.workspaceId);
    await store.draft(database, drafts, hours);
    for (const [index, { id }] of drafts.entries()) {
      await blobs.current.put(id, files[index]!.bytes, signal);
    }
    const ids = drafts.map(({ id }) => id);
    if (await store.finish(database, ids)) {
      report?.({ files: drafts.length, bytes: sumOf(drafts.map(({ sizeBytes }) => sizeBytes)) });
    }
    return this.ofRound(owner);
  }

  private async ofRound(owner: FileOwner): Promise<KeptFile[]> {
    const { database, files, publicUrl } = this.tools;
    const kept = await files.ofRound(database, owner);
    return kept.map((file) => keptOf(publicUrl, file));
  }

  private draftOf(owner: FileOwner, file: FileToKeep): DraftFile {
    return {
      ...owner,
      id: newId(),
      name: file.name,
      mimeType: file.mimeType,
      sizeBytes: file.bytes.length,
      token: randomBytes(TOKEN_BYTES).toString('base64url'),
      keptIn: this.tools.blobs.current.name,
    };
  }
}

const keptOf = (
  publicUrl: string,
  { name, mimeType, sizeBytes, token, expiresAt }: ServedFile,
): KeptFile => ({ name, mimeType, sizeBytes, expiresAt, url: fileUrlOf(publicUrl, token, name) });

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);
