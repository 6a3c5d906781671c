import type { RequestListener, Server } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import type { S3Settings } from '../blobs/s3-bucket.ts';
import { isSignedV4 } from './signature-v4.ts';

/** An S3-compatible server on loopback, with one bucket. */
export interface S3Peer {
  /** How to reach the bucket. */
  settings: S3Settings;
  close(): Promise<void>;
}

/** Starts one in a folder of its own. It knows one key, and takes nothing that is not signed with it. */
export async function startS3Peer(): Promise<S3Peer> {
  const directory = await mkdtemp(join(tmpdir(), 'millwright-s3-'));
  const bucket = 'files-of-a-test';
  const server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory,
    vhostBuckets: false,
    configureBuckets: [{ name: bucket }],
  });
  const { port } = await server.run();
  const settings: S3Settings = {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-central-1',
    bucket,
    accessKeyId: 'S3RVER',
    secretAccessKey: 'S3RVER',
    pathStyle: true,
  };
  takeOnlySigned(server.httpServer, settings);
  const close = async (): Promise<void> => {
    await server.close();
    await rm(directory, { recursive: true, force: true });
  };
  return { settings, close };
}

/** The server itself looks at the name of the key alone. */
function takeOnlySigned(server: Server, settings: S3Settings): void {
  const others = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    const { method = '', url: path = '', headers } = request;
    if (isSignedV4({ method, path, headers }, settings)) {
      for (const other of others) other(request, response);
    } else {
      request.resume();
      response.writeHead(403, { 'content-type': 'application/xml' });
      response.end('<Error><Code>SignatureDoesNotMatch</Code></Error>');
    }
  });
}
