import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { BlobStores, FileKeeper, StoredFileStore, type KeptFile } from '@millwright/storage';
import { startS3Peer, type S3Peer } from '@millwright/storage/testing';
import { isUuid, newId } from '@millwright/kernel';
import { until } from '@millwright/testing';
import type { Received, Sent } from '../testing/http-client.ts';
import { startTestIngress, type TestIngress } from '../testing/test-ingress.ts';

const PUBLIC_URL = 'http://localhost:8080';
const LARGE = randomBytes(20_000_000);
const SHORT_MS = 300;

describe.each<[string, () => Promise<S3Peer | undefined>]>([
  ['the database', async () => undefined],
  ['a bucket', startS3Peer],
])('a file in %s', (_, startBucket) => {
  let bucket: S3Peer | undefined;
  let ingress: TestIngress;
  let keeper: FileKeeper;
  let blobs: BlobStores;

  beforeAll(async () => {
    bucket = await startBucket();
    const environment = environmentOf(bucket);
    ingress = await startTestIngress({
      environment,
      limits: { bodyTimeoutMs: 5_000 },
    });
    const { database } = ingress;
    const s3 = bucket?.settings;
    blobs = BlobStores.of(database, s3 ? { storage: 's3', s3 } : { storage: 'database' });
    keeper = new FileKeeper({
      ...{ database, blobs, files: new StoredFileStore(), publicUrl: PUBLIC_URL },
      lifetimes: { hoursOf: async () => 1 },
    });
  }, 60_000);
  afterAll(async () => {
    await blobs.close();
    await ingress.stop();
    await bucket?.close();
  }, 60_000);

  const keep = async (
    name: string,
    bytes: Buffer | string = 'content',
    mimeType = 'text/plain',
  ): Promise<KeptFile> => {
    const owner = { workspaceId: ingress.workspaceId, actionRunId: newId(), round: 0 };
    const [kept] = await keeper.store(owner, [{ name, mimeType, bytes: Buffer.from(bytes) }]);
    return kept!;
  };
  const pathOf = ({ url }: KeptFile): string => url.slice(PUBLIC_URL.length);
  const ask = (path: string, sent: Sent = {}): Promise<Received> =>
    ingress.client.send(path, { method: 'GET', ...sent });
  const tokenOf = (file: KeptFile): string => pathOf(file).split('/')[2]!;

  const isGuarded = ({ headers }: Received): void => {
    expect(headers).toMatchObject({
      'cache-control': 'private, no-cache',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'access-control-allow-origin': '*',
    });
    expect(isUuid(String(headers['x-request-id']))).toBe(true);
  };

  it('is answered as a download, of its type and length', async () => {
    const file = await keep('Ümsatz "1".html', '<script>alert(1)</script>', 'text/html');

    const answer = await ask(`${pathOf(file)}?x=1`);

    expect(answer).toMatchObject({ status: 200, text: '<script>alert(1)</script>' });
    expect(answer.headers).toMatchObject({
      'content-type': 'text/html',
      'content-length': '25',
      'content-disposition': `attachment; filename="_msatz _1_.html"; filename*=UTF-8''%C3%9Cmsatz%20%221%22.html`,
      'accept-ranges': 'none',
    });
    isGuarded(answer);
  });

  it('is answered empty when it is', async () => {
    const answer = await ask(pathOf(await keep('empty', '')));

    expect(answer).toMatchObject({ status: 200, text: '' });
    expect(answer.headers['content-length']).toBe('0');
  });

  it('is told of by HEAD', async () => {
    const path = pathOf(await keep('a.txt'));

    const answer = await ask(path, { method: 'HEAD' });

    expect(answer).toMatchObject({ status: 200, text: '' });
    expect(answer.headers['content-length']).toBe('7');
    expect(answer.headers.etag).toBe((await ask(path)).headers.etag);
    isGuarded(answer);
  });

  it('has nothing new for who has it already', async () => {
    const path = pathOf(await keep('a.txt'));
    const { etag } = (await ask(path)).headers;

    const answer = await ask(path, { headers: { 'if-none-match': `"x", W/${etag}` } });

    expect(answer).toMatchObject({ status: 304, text: '' });
    expect((await ask(path, { headers: { 'if-none-match': '"x"' } })).status).toBe(200);
  });

  it('is open to browsers, and only read', async () => {
    const path = pathOf(await keep('a.txt'));
    const asking = { origin: 'https://a.example', 'access-control-request-headers': 'x-a' };

    const preflight = await ask(path, { method: 'OPTIONS', headers: asking });
    expect(preflight.status).toBe(204);
    expect(preflight.headers['access-control-allow-methods']).toBe('GET, HEAD, OPTIONS');

    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const answer = await ask(path, { method });
      expect(answer.status).toBe(405);
      expect(answer.headers.allow).toBe('GET, HEAD, OPTIONS');
      expect(JSON.parse(answer.text)).toMatchObject({ code: 'method_not_allowed' });
    }
  });

  it('is answered alike whether it never was, has another name, or is over', async () => {
    const file = await keep('a.txt');
    const over = await keep('a.txt');
    await ingress.database.execute('update stored_files set expires_at = now() where token = $1', [
      tokenOf(over),
    ]);
    const answers = await Promise.all(
      [
        pathOf(over),
        `/files/${tokenOf(file)}/b.txt`,
        `/files/${tokenOf(file)}/A.TXT`,
        `/files/${tokenOf(file)}/a.txt%00`,
        `/files/${randomBytes(32).toString('base64url')}/a.txt`,
        `/files/${tokenOf(file).slice(1)}/a.txt`,
        `/files/x'%20or%20true/a.txt`,
        `/files/${tokenOf(file)}/..%2Fa.txt`,
      ].map((path) => ask(path)),
    );

    for (const answer of answers) {
      expect(answer.status).toBe(404);
      isGuarded(answer);
      const { request_id: _, ...body } = JSON.parse(answer.text) as Record<string, unknown>;
      expect(body).toMatchObject({
        code: 'not_found',
        detail: 'there is no file at this address, or its time is over',
      });
    }
    for (const path of ['/files', '/files/', `/files/${tokenOf(file)}`, `${pathOf(file)}/x`]) {
      expect((await ask(path)).status).toBe(404);
    }
    expect((await ask(`/files/${tokenOf(file)}/%ff`)).status).toBe(400);
  });

  it('comes whole to many at once', async () => {
    const path = pathOf(await keep('large.bin', LARGE, 'application/octet-stream'));

    const all = await Promise.all([1, 2, 3, 4].map(async () => download(await begun(path))));

    for (const bytes of all) expect(bytes.equals(LARGE)).toBe(true);
  });

  it('is held back by slow readers, who hold neither memory nor the database', async () => {
    const path = pathOf(await keep('large.bin', LARGE, 'application/octet-stream'));
    const other = pathOf(await keep('small.txt'));
    const before = process.memoryUsage();

    // More than the pool has connections. They take the head, and then nothing.
    const slow = await Promise.all(Array.from({ length: 12 }, () => begun(path)));

    expect((await ask(other)).status).toBe(200);
    const held = process.memoryUsage().arrayBuffers - before.arrayBuffers;
    // Of what they asked for, with what nobody has collected yet; the readers are in this process too.
    expect(held).toBeLessThan((slow.length * LARGE.length) / 4);
    expect((await download(slow[0]!)).equals(LARGE)).toBe(true);
    for (const one of slow) one.destroy();
  }, 60_000);

  it('is there while the broker is away', async () => {
    const path = pathOf(await keep('a.txt'));
    ingress.broker.cut();

    const answer = await ask(path);

    ingress.broker.restore();
    expect(answer.status).toBe(200);
  });

  it('is not said to be gone while the database is away', async () => {
    const path = pathOf(await keep('a.txt'));
    ingress.postgres.cut();

    const answer = await ask(path);

    ingress.postgres.restore();
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('1');
    await until(async () => (await ask(path)).status === 200);
  }, 20_000);

  it('is 404 when its bytes are lost, and cut off when they are lost on the way', async () => {
    const gone = await keep('gone.txt');
    const [row] = await ingress.database.query<{ id: string }>(
      'select id from stored_files where token = $1',
      [tokenOf(gone)],
    );
    await blobs.current.remove(row!.id);

    expect((await ask(pathOf(gone))).status).toBe(404);
    expect((await ask(pathOf(gone), { method: 'HEAD' })).status).toBe(200);

    const large = await keep('large.bin', LARGE, 'application/octet-stream');
    const reading = await begun(pathOf(large));
    const [other] = await ingress.database.query<{ id: string }>(
      'select id from stored_files where token = $1',
      [tokenOf(large)],
    );
    await blobs.current.remove(other!.id);
    await expect(download(reading)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  /** A request whose answer has begun; nothing of its body was read. */
  async function begun(path: string): Promise<IncomingMessage> {
    const request = get({ host: '127.0.0.1', port: ingress.port, path, agent: false });
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    return answer;
  }
});

describe('files under a strain', () => {
  let ingress: TestIngress;
  let path: string;
  beforeAll(async () => {
    ingress = await startTestIngress({
      limits: { bodyTimeoutMs: SHORT_MS, downloads: 1 },
      environment: {
        FILES_S3_ENDPOINT: 'http://127.0.0.1:1',
        FILES_S3_BUCKET: 'away',
        FILES_S3_ACCESS_KEY_ID: 'key',
        FILES_S3_SECRET_ACCESS_KEY: 'secret',
      },
    });
    const { database, workspaceId } = ingress;
    const keeper = new FileKeeper({
      ...{ database, files: new StoredFileStore(), publicUrl: PUBLIC_URL },
      blobs: BlobStores.of(database, { storage: 'database' }),
      lifetimes: { hoursOf: async () => 1 },
    });
    const owner = { workspaceId, actionRunId: newId(), round: 0 };
    const [file] = await keeper.store(owner, [{ name: 'a', mimeType: 'image/png', bytes: LARGE }]);
    path = file!.url.slice(PUBLIC_URL.length);
  }, 60_000);
  afterAll(() => ingress.stop(), 60_000);

  const ask = (): Promise<Received> => ingress.client.send(path, { method: 'GET' });

  it('are refused while too many are sent, and whoever takes nothing is cut in his time', async () => {
    const request = get({ host: '127.0.0.1', port: ingress.port, path, agent: false });
    const [stalled] = (await once(request, 'response')) as [IncomingMessage];

    const refused = await ask();
    expect(refused.status).toBe(503);
    expect(refused.headers['retry-after']).toBe('5');
    expect(JSON.parse(refused.text)).toMatchObject({ code: 'unavailable' });

    await until(async () => (await ask()).status === 200, { what: 'the cut' });
    await expect(download(stalled)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('are not said to be gone while their bucket is away', async () => {
    await ingress.database.execute("update stored_files set kept_in = 's3'");

    const answer = await ask();

    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.headers['content-disposition']).toBeUndefined();
    expect(answer.text).not.toContain('127.0.0.1');
  });

  it('are lost in a store that is not known', async () => {
    await ingress.database.execute("update stored_files set kept_in = 'tape'");

    expect((await ask()).status).toBe(404);
  });
});

async function download(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const environmentOf = (bucket: S3Peer | undefined): Record<string, string> => {
  if (bucket === undefined) return {};
  const { endpoint, region, bucket: name, accessKeyId, secretAccessKey } = bucket.settings;
  return {
    FILES_STORAGE: 's3',
    FILES_S3_ENDPOINT: endpoint,
    FILES_S3_REGION: region,
    FILES_S3_BUCKET: name,
    FILES_S3_ACCESS_KEY_ID: accessKeyId,
    FILES_S3_SECRET_ACCESS_KEY: secretAccessKey,
  };
};
