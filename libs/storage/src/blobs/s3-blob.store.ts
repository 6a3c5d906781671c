import type { Id } from '@millwright/kernel';
import { StorageError } from '../storage.errors.ts';
import { type BlobStore, PIECE_BYTES } from './blob-store.ts';
import type { S3Bucket } from './s3-bucket.ts';

/** Keeps bytes in a bucket, an object for each key; pieces are ranges of it. */
export class S3BlobStore implements BlobStore {
  readonly name = 's3';

  constructor(private readonly bucket: S3Bucket) {}

  async put(key: Id, bytes: Buffer, signal?: AbortSignal): Promise<void> {
    await this.bucket.request({ method: 'PUT', key: objectOf(key), body: bytes, signal }, [200]);
  }

  async piece(key: Id, position: number): Promise<Buffer | undefined> {
    const from = position * PIECE_BYTES;
    const range = `bytes=${from}-${from + PIECE_BYTES - 1}`;
    const { status, body } = await this.bucket.request(
      {
        method: 'GET',
        key: objectOf(key),
        headers: { range },
        maxResponseBytes: PIECE_BYTES,
      },
      [200, 206, 404, 416],
    );
    if (status === 404 || status === 416) return undefined;
    // The whole of a file may come where all of it was asked for.
    if (status === 206 || position === 0) return body.length === 0 ? undefined : body;
    throw new StorageError('storage_rejected', 'the file store does not know ranges of bytes');
  }

  async remove(key: Id): Promise<void> {
    await this.bucket.request({ method: 'DELETE', key: objectOf(key) }, [200, 204, 404]);
  }
}

const objectOf = (key: Id): string => `files/${key}`;
