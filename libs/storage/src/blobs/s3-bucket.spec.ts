import { sha256Hex } from '@millwright/kernel';
import type { OutboundRequest } from '@millwright/net';
import { bucketUrlOf, S3Bucket, type S3Request, type S3Settings } from './s3-bucket.ts';

const settings: S3Settings = {
  endpoint: 'https://s3.eu-central-1.amazonaws.com',
  region: 'eu-central-1',
  bucket: 'mill',
  accessKeyId: 'key',
  secretAccessKey: 'secret',
  pathStyle: true,
};

describe('the address of a bucket', () => {
  it.each([
    ['https://s3.example', true, 'https://s3.example/mill'],
    ['https://s3.example:9000/base', true, 'https://s3.example:9000/base/mill'],
    ['https://s3.example', false, 'https://mill.s3.example/'],
    ['http://[::1]:9000', true, 'http://[::1]:9000/mill'],
  ])('of %s, path style %s, is %s', (endpoint, pathStyle, url) => {
    expect(bucketUrlOf({ ...settings, endpoint, pathStyle }).href).toBe(url);
  });
});

describe('a request to a bucket', () => {
  const sent = async (request: S3Request, over: Partial<S3Settings> = {}) => {
    const requests: OutboundRequest[] = [];
    const net = {
      request: async (one: OutboundRequest) => {
        requests.push(one);
        return { status: 200, headers: {}, body: Buffer.alloc(0), url: one.url };
      },
    };
    await new S3Bucket({ ...settings, ...over }, net).request(request, [200]);
    return requests[0]!;
  };

  it('goes to the object, by either style', async () => {
    expect((await sent({ method: 'GET', key: 'files/a' })).url).toBe(
      'https://s3.eu-central-1.amazonaws.com/mill/files/a',
    );
    expect((await sent({ method: 'GET', key: 'files/a' }, { pathStyle: false })).url).toBe(
      'https://mill.s3.eu-central-1.amazonaws.com/files/a',
    );
    expect((await sent({ method: 'HEAD' }, { pathStyle: false })).url).toBe(
      'https://mill.s3.eu-central-1.amazonaws.com/',
    );
  });

  it('says the hash of its body, which the store checks', async () => {
    const request = await sent({ method: 'PUT', key: 'a', body: Buffer.from('x') });

    expect(request.headers?.['X-Amz-Content-Sha256']).toBe(sha256Hex('x'));
  });

  it('is signed for the service and region, without the secret, and follows nobody', async () => {
    const request = await sent({ method: 'PUT', key: 'files/a', body: Buffer.from('x') });

    expect(String(request.headers?.['Authorization'])).toMatch(
      /^AWS4-HMAC-SHA256 Credential=key\/\d{8}\/eu-central-1\/s3\/aws4_request, SignedHeaders=content-length;content-type;host;x-amz-content-sha256;x-amz-date, Signature=[0-9a-f]{64}$/,
    );
    expect(JSON.stringify(request.headers)).not.toContain('secret');
    expect(request.followRedirects).toBe(false);
  });
});
