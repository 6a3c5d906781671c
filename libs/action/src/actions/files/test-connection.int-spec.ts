import { GivenConnections } from '@millwright/connection/testing';
import { newId } from '@millwright/kernel';
import { OutboundHttp } from '@millwright/net';
import { startS3Peer, type S3Peer } from '@millwright/storage/testing';
import { FakeClock, startHttpPeer } from '@millwright/testing';
import { noActionPorts } from '../../testing/context-of.ts';
import { s3Test } from './test-connection.ts';

const net = new OutboundHttp({ allow: ['127.0.0.1'] });
let peer: S3Peer;
beforeAll(async () => {
  peer = await startS3Peer();
});
afterAll(async () => {
  await net.close();
  await peer.close();
});

const tested = async (over: object = {}, by = net): Promise<string> => {
  const { settings } = peer;
  const fields = {
    endpoint: settings.endpoint,
    region: settings.region,
    bucket: settings.bucket,
    access_key_id: settings.accessKeyId,
    secret_access_key: settings.secretAccessKey,
    path_style: true,
    ...over,
  };
  const connections = new GivenConnections({ name: 'store', type: 's3', fields });
  const connection = await connections.open(newId(), { types: ['s3'], asker: 'the test' });
  const signal = new AbortController().signal;
  return s3Test(connection, {
    net: by,
    tokens: noActionPorts.tokens,
    signal,
    clock: new FakeClock(),
  });
};

describe('the test of an s3 Connection', () => {
  it('says that the bucket answers', async () => {
    expect(await tested()).toBe('the bucket "files-of-a-test" answers');
  });

  it.each([
    ['a wrong secret', { secret_access_key: 'hunter2' }, 'or its secret is wrong (403)'],
    ['an unknown key', { access_key_id: 'NOBODY' }, 'the key may not see the bucket'],
    ['a bucket that there is not', { bucket: 'another' }, 'there is no bucket "another" (404)'],
  ])('refuses %s, and tells no secret', async (_, over, said) => {
    const error = await tested(over).catch((thrown: Error) => thrown);

    expect(error).toMatchObject({ code: 'connection_rejected', fault: 'user', retry: false });
    expect((error as Error).message).toContain(said);
    expect((error as Error).message).not.toContain('hunter2');
  });

  it('says when the bucket is in another region', async () => {
    const other = await startHttpPeer(() => ({ status: 301 }));

    const error = await tested({ endpoint: other.url }).catch((thrown: Error) => thrown);

    expect((error as Error).message).toContain('is elsewhere (301)');
    await other.close();
  });

  it('says what failed on the way, and reaches no private address', async () => {
    await expect(tested({ endpoint: 'http://127.0.0.1:1' })).rejects.toMatchObject({
      code: 'network',
    });
    const strict = new OutboundHttp();
    await expect(tested({}, strict)).rejects.toMatchObject({ code: 'address_forbidden' });
    await strict.close();
  });
});
