import type { Config } from '@millwright/config';
import { Database } from '@millwright/database';
import { CONFIG } from '@millwright/host';
import { BlobStores, FileReader, StoredFileStore } from '@millwright/storage';
import type { Provider } from '@nestjs/common';
import { Downloads } from './downloads.ts';

/** What serves the files that tasks have stored. */
export const fileProviders: Provider[] = [
  StoredFileStore,
  Downloads,
  {
    provide: BlobStores,
    inject: [Database, CONFIG],
    useFactory: (database: Database, { files }: Config) => BlobStores.of(database, files),
  },
  {
    provide: FileReader,
    inject: [Database, StoredFileStore, BlobStores],
    useFactory: (database: Database, files: StoredFileStore, blobs: BlobStores) =>
      new FileReader({ database, files, blobs }),
  },
];
