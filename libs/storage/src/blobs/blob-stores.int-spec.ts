import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { newId } from '@millwright/kernel';
import { startS3Peer, type S3Peer } from '../testing/start-s3-peer.ts';
import { BlobStores } from './blob-stores.ts';

let opened: TestDatabase;
let peer: S3Peer;
beforeAll(async () => {
  [opened, peer] = await Promise.all([openTestDatabase(), startS3Peer()]);
}, 60_000);
afterAll(() => Promise.all([opened.close(), peer.close()]));

describe('the stores of an instance', () => {
  it('reach a bucket at a private address, since the operator named it', async () => {
    const stores = BlobStores.of(opened.database, { storage: 's3', s3: peer.settings });
    const key = newId();

    await stores.current.put(key, Buffer.from('private'));

    expect((await stores.current.piece(key, 0))?.toString()).toBe('private');
    await stores.close();
  });

  it('still know the other store, where older files are', () => {
    const stores = BlobStores.of(opened.database, { storage: 'database', s3: peer.settings });

    expect(stores.current.name).toBe('database');
    expect(stores.named('s3')?.name).toBe('s3');
    expect(stores.names.sort()).toEqual(['database', 's3']);
  });

  it('have no bucket where none is set up', () => {
    expect(BlobStores.of(opened.database, { storage: 'database' }).named('s3')).toBeUndefined();
  });
});
