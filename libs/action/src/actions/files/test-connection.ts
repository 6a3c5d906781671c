import { ConnectionError } from '@millwright/connection';
import { S3Bucket, StorageError } from '@millwright/storage';
import type { ConnectionTest } from '../../connection-tests/connection-test.ts';

const ELSEWHERE = [301, 307, 400];

/** Asks for the head of the bucket: that needs the key, its secret, the region and the right to see the bucket. */
export const s3Test: ConnectionTest<'s3'> = async ({ fields }, { net, signal }) => {
  const bucket = new S3Bucket(
    {
      endpoint: fields.endpoint,
      region: fields.region,
      bucket: fields.bucket,
      accessKeyId: fields.access_key_id,
      secretAccessKey: fields.secret_access_key,
      pathStyle: fields.path_style,
    },
    net,
  );
  const request = { method: 'HEAD', signal } as const;
  const { status } = await bucket.request(request, [200, 403, 404, ...ELSEWHERE]).catch(rethrown);
  if (status === 200) return `the bucket "${fields.bucket}" answers`;
  throw new ConnectionError('connection_rejected', refusalOf(status, fields.bucket));
};

function refusalOf(status: number, bucket: string): string {
  if (status === 404) return `there is no bucket "${bucket}" (404)`;
  if (ELSEWHERE.includes(status)) {
    return `the bucket "${bucket}" is elsewhere (${status}): check endpoint, region and path_style`;
  }
  return `the key may not see the bucket "${bucket}", or its secret is wrong (${status})`;
}

/** The address is the user's own: what exactly failed on the way there is no secret to him. */
function rethrown(error: unknown): never {
  throw error instanceof StorageError && error.cause !== undefined ? error.cause : error;
}
