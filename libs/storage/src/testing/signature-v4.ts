import { hmacOf, sha256Hex } from '@millwright/kernel';

/** A request as it came. Header names in lower case. */
export interface SignedRequest {
  method: string;
  /** Of the request line; without a query. */
  path: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;

/**
 * Whether a request to S3 is signed with a secret, for a region. Source: AWS, "Authenticating Requests (AWS Signature
 * Version 4)". Written apart from what signs, so that the one proves the other.
 */
export function isSignedV4(
  { method, path, headers }: SignedRequest,
  { secretAccessKey, region }: { secretAccessKey: string; region: string },
): boolean {
  const textOf = (name: string): string => String(headers[name] ?? '');
  const parts = AUTHORIZATION.exec(textOf('authorization'));
  if (parts === null || parts[3] !== region) return false;
  const [, , day = '', , names = '', signature] = parts;
  if (!names.split(';').includes('host')) return false;

  const canonical = [
    method,
    path,
    '',
    ...names.split(';').map((name) => `${name}:${textOf(name).trim()}`),
    '',
    names,
    textOf('x-amz-content-sha256'),
  ].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', textOf('x-amz-date'), scope, sha256Hex(canonical)];
  const key = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => hmacOf('sha256', secret, [part]),
    `AWS4${secretAccessKey}`,
  );
  return hmacOf('sha256', key, [toSign.join('\n')]).toString('hex') === signature;
}
