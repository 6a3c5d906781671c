import type { Database } from '@millwright/database';
import { OutboundHttp } from '@millwright/net';
import type { BlobStore, BlobStoreName } from './blob-store.ts';
import { DatabaseBlobStore } from './database-blob.store.ts';
import { S3BlobStore } from './s3-blob.store.ts';
import { bucketUrlOf, S3Bucket, type S3Settings } from './s3-bucket.ts';

/** Where the operator wants files to be. `s3` without being the `storage`: files that are there are still served. */
export interface BlobSettings {
  readonly storage: BlobStoreName;
  readonly s3?: S3Settings;
}

/** The stores of this instance: the one that new files go to, and those that older ones are in. */
export class BlobStores {
  private constructor(
    /** Where new files go. */
    readonly current: BlobStore,
    private readonly all: ReadonlyMap<string, BlobStore>,
    private readonly net: OutboundHttp | undefined,
  ) {}

  /** The bucket's host is the operator's word, as that of the database is: it may be private. */
  static of(database: Database, { storage, s3 }: BlobSettings): BlobStores {
    const stores = new Map<string, BlobStore>([['database', new DatabaseBlobStore(database)]]);
    const net = s3 && new OutboundHttp({ allow: [bucketUrlOf(s3).hostname] });
    if (s3 && net) stores.set('s3', new S3BlobStore(new S3Bucket(s3, net)));
    const current = stores.get(storage);
    if (current === undefined) throw new Error(`there are no settings for the store ${storage}`);
    return new BlobStores(current, stores, net);
  }

  /** The names of all. */
  get names(): string[] {
    return [...this.all.keys()];
  }

  /** Undefined: it is not set up any more. */
  named(name: string): BlobStore | undefined {
    return this.all.get(name);
  }

  /** Ends connections that are kept for reuse. */
  async close(): Promise<void> {
    await this.net?.close();
  }

  /** As a provider of an app it ends with it. */
  onApplicationShutdown(): Promise<void> {
    return this.close();
  }
}
