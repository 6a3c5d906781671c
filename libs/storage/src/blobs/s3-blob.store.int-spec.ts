import { newId } from '@millwright/kernel';
import { OutboundHttp } from '@millwright/net';
import { startHttpPeer, leakCheck, type HttpPeer } from '@millwright/testing';
import { blobStoreConformance } from '../testing/blob-store.conformance.ts';
import { startS3Peer, type S3Peer } from '../testing/start-s3-peer.ts';
import { S3BlobStore } from './s3-blob.store.ts';
import { S3Bucket, type S3Settings } from './s3-bucket.ts';

const nothingLeft = leakCheck();
const net = new OutboundHttp({ allow: ['127.0.0.1'] });
let peer: S3Peer;
beforeAll(async () => {
  peer = await startS3Peer();
});
afterAll(async () => {
  await net.close();
  await peer.close();
  await nothingLeft();
});

const storeWith = (over: Partial<S3Settings> = {}): S3BlobStore =>
  new S3BlobStore(new S3Bucket({ ...peer.settings, ...over }, net));

blobStoreConformance('the store in a bucket', () => storeWith());

describe('a bucket that does not do it', () => {
  it.each([
    ['the secret is wrong', { secretAccessKey: 'hunter2' }, '403 SignatureDoesNotMatch'],
    ['the key is unknown', { accessKeyId: 'NOBODY' }, '403 InvalidAccessKeyId'],
    ['the region is another', { region: 'eu-west-9' }, '403 SignatureDoesNotMatch'],
    ['there is no such bucket', { bucket: 'another-one' }, '404 NoSuchBucket'],
  ])('says what to look at when %s', async (_, over, said) => {
    const put = storeWith(over).put(newId(), Buffer.from('x'));

    await expect(put).rejects.toMatchObject({
      code: 'storage_rejected',
      fault: 'ours',
      retry: false,
      message: `the file store answered PUT with ${said}: check the settings FILES_S3_…`,
    });
  });

  it('is tried again when nobody answers, and its address is told to no tenant', async () => {
    const put = storeWith({ endpoint: 'http://127.0.0.1:1' }).put(newId(), Buffer.from('x'));

    const error = await put.catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ code: 'storage_unavailable', fault: 'remote', retry: true });
    expect((error as Error).message).not.toContain('127.0.0.1');
  });
});

describe('another server than it should be', () => {
  let server: HttpPeer;
  let status = 200;
  beforeAll(async () => {
    server = await startHttpPeer(() => ({ status, body: 'x' }));
  });
  afterAll(() => server.close());

  it.each([429, 500, 503])('is tried again after %d', async (answered) => {
    status = answered;

    const put = storeWith({ endpoint: server.url }).put(newId(), Buffer.from('x'));

    await expect(put).rejects.toMatchObject({ code: 'storage_unavailable', retry: true });
  });

  it('is refused when it does not know ranges', async () => {
    status = 200;
    const store = storeWith({ endpoint: server.url });

    expect((await store.piece(newId(), 0))?.toString()).toBe('x');
    await expect(store.piece(newId(), 1)).rejects.toMatchObject({ code: 'storage_rejected' });
  });

  it('is not followed to where it redirects', async () => {
    status = 307;

    const put = storeWith({ endpoint: server.url }).put(newId(), Buffer.from('x'));

    await expect(put).rejects.toMatchObject({ code: 'storage_rejected' });
  });
});
