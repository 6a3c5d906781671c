import { filesLifetimeHoursOf } from '@millwright/access';
import type { StoredFiles } from '@millwright/action';
import type { Platform } from '@millwright/host';
import { BlobStores, FileKeeper, StoredFileStore } from '@millwright/storage';

/** Keeps the files that tasks store, where the operator wants them. */
export function assembleFileKeeper({ config, database, metrics }: Platform): StoredFiles {
  const stored = metrics.counter('millwright_stored_files_total', 'Files that tasks stored');
  const bytes = metrics.counter('millwright_stored_file_bytes_total', 'Bytes of them');
  return new FileKeeper({
    database,
    files: new StoredFileStore(),
    blobs: BlobStores.of(database, config.files),
    publicUrl: config.publicUrl,
    lifetimes: { hoursOf: filesLifetimeHoursOf },
    report: (one) => {
      stored.inc({}, one.files);
      bytes.inc({}, one.bytes);
    },
  });
}
