import { loadConfig } from '@millwright/config';
import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { newId } from '@millwright/kernel';
import { Metrics, silentLogger } from '@millwright/observability';
import { BlobStores, FileKeeper, StoredFileStore } from '@millwright/storage';
import { addWorkspace, startS3Peer, type S3Peer } from '@millwright/storage/testing';
import { StoredFilePurge } from './stored-file-purge.service.ts';

describe('the purge of stored files', () => {
  let opened: TestDatabase;
  let peer: S3Peer;
  beforeAll(async () => {
    [opened, peer] = await Promise.all([openTestDatabase(), startS3Peer()]);
  }, 60_000);
  afterAll(() => Promise.all([opened.close(), peer.close()]));

  it('takes what is over from every store that is set up, more than a batch, and counts it', async () => {
    const { database } = opened;
    const { settings: s3 } = peer;
    const workspaceId = await addWorkspace(database);
    const made = Array.from({ length: 60 }, (_, n) => ({
      name: `${n}`,
      mimeType: 'text/plain',
      bytes: Buffer.from('x'),
    }));
    for (const storage of ['database', 's3'] as const) {
      const blobs = BlobStores.of(database, { storage, s3 });
      for (const hours of [0, 1]) {
        const keeper = new FileKeeper({
          ...{ database, blobs, files: new StoredFileStore(), publicUrl: 'http://localhost' },
          lifetimes: { hoursOf: async () => hours },
        });
        await keeper.store({ workspaceId, actionRunId: newId(), round: 0 }, made);
      }
      await blobs.close();
    }

    const metrics = new Metrics();
    const config = loadConfig({
      FILES_S3_ENDPOINT: s3.endpoint,
      FILES_S3_REGION: s3.region,
      FILES_S3_BUCKET: s3.bucket,
      FILES_S3_ACCESS_KEY_ID: s3.accessKeyId,
      FILES_S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
    });
    const purge = new StoredFilePurge(database, config, silentLogger, metrics);
    await purge.pass();
    await purge.onApplicationShutdown();

    const left = await database.query<{ kept_in: string; n: number }>(
      'select kept_in, count(*)::integer as n from stored_files group by 1 order by 1',
    );
    expect(left).toEqual([
      { kept_in: 'database', n: 60 },
      { kept_in: 's3', n: 60 },
    ]);
    expect(await metrics.text()).toContain('millwright_stored_files_removed_total 120');
    expect(await database.query('select 1 from stored_file_pieces')).toHaveLength(60);
  });
});
