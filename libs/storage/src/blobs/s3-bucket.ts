import { NetError, type OutboundHttp, type OutboundResponse } from '@millwright/net';
import aws4 from 'aws4';
import { StorageError } from '../storage.errors.ts';

const TIMEOUT_MS = 60_000;
/** What an error may say of itself. */
const ERROR_BYTES = 65_536;

/** A bucket of an S3-compatible store, and the key to it. */
export interface S3Settings {
  /** `https://host[:port][/path]`, without a slash at its end. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Whether the bucket is in the path; else it is the first part of the host. */
  readonly pathStyle: boolean;
}

/** One request to a bucket. */
export interface S3Request {
  method: 'GET' | 'PUT' | 'DELETE' | 'HEAD';
  /** Letters, digits, `/` and `-`; without one the bucket itself is meant. */
  key?: string;
  headers?: Record<string, string>;
  body?: Buffer;
  maxResponseBytes?: number;
  signal?: AbortSignal | undefined;
}

/** Where a bucket is. */
export function bucketUrlOf({ endpoint, bucket, pathStyle }: S3Settings): URL {
  const url = new URL(endpoint);
  const base = url.pathname.replace(/\/+$/, '');
  url.pathname = pathStyle ? `${base}/${bucket}` : base;
  if (!pathStyle) url.hostname = `${bucket}.${url.hostname}`;
  return url;
}

/** Sends signed requests (AWS Signature Version 4) to one bucket. */
export class S3Bucket {
  private readonly url: URL;

  constructor(
    private readonly settings: S3Settings,
    private readonly net: Pick<OutboundHttp, 'request'>,
  ) {
    this.url = bucketUrlOf(settings);
  }

  /**
   * The answer, where its status is one of `expected`. @throws StorageError for any other; the signal's reason when it
   * aborts
   */
  async request(request: S3Request, expected: readonly number[]): Promise<OutboundResponse> {
    const answer = await this.send(request);
    if (expected.includes(answer.status)) return answer;
    const { status, body } = answer;
    const code = /<Code>(\w{1,80})<\/Code>/.exec(body.toString('latin1'))?.[1];
    const said = `the file store answered ${request.method} with ${status}${code ? ` ${code}` : ''}`;
    if (status === 429 || status >= 500) throw new StorageError('storage_unavailable', said);
    throw new StorageError('storage_rejected', `${said}: check the settings FILES_S3_…`);
  }

  private async send(request: S3Request): Promise<OutboundResponse> {
    const { method, key, body, maxResponseBytes = 0, signal } = request;
    const url = new URL(this.url);
    if (key !== undefined) url.pathname = `${url.pathname.replace(/\/$/, '')}/${key}`;
    try {
      return await this.net.request({
        method,
        url: url.href,
        headers: this.signed(url, request),
        timeoutMs: TIMEOUT_MS,
        maxResponseBytes: Math.max(maxResponseBytes, ERROR_BYTES),
        followRedirects: false,
        ...(body && { body }),
        ...(signal && { signal }),
      });
    } catch (error) {
      if (!(error instanceof NetError)) throw error;
      throw storageErrorOf(error);
    }
  }

  private signed(url: URL, { method, headers = {}, body }: S3Request): Record<string, string> {
    const { region, accessKeyId, secretAccessKey } = this.settings;
    const type = body === undefined ? {} : { 'content-type': 'application/octet-stream' };
    const { headers: signed = {} } = aws4.sign(
      {
        service: 's3',
        region,
        method,
        host: url.host,
        path: url.pathname,
        headers: { ...type, ...headers },
        ...(body && { body }),
      },
      { accessKeyId, secretAccessKey },
    );
    // Not signed: proxies change it, and nothing else is wanted than the bytes as they are.
    const texts = Object.entries(signed).map(([name, value]) => [name, String(value)]);
    return {
      ...(Object.fromEntries(texts) as Record<string, string>),
      'accept-encoding': 'identity',
    };
  }
}

/** As the operator's own outage, without the address: the message of a run is read by tenants. */
const storageErrorOf = (error: NetError): StorageError =>
  error.retry
    ? new StorageError('storage_unavailable', 'the file store cannot be reached right now', {
        cause: error,
      })
    : new StorageError('storage_rejected', 'the file store cannot be talked to', { cause: error });
