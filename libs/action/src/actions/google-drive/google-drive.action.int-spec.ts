import { newId } from '@millwright/kernel';
import { OutboundHttp } from '@millwright/net';
import { type HttpPeer, leakCheck, startHttpPeer } from '@millwright/testing';
import type { ActionOutcome, TransactionContext } from '../../action.ts';
import { performAction } from '../../perform-action.ts';
import { actionConformance } from '../../testing/action.conformance.ts';
import { contextOf } from '../../testing/context-of.ts';
import { GOOGLE_SECRETS, type GoogleInMemory, startGoogle } from '../../testing/google/index.ts';
import { ProgressInMemory } from '../../testing/progress-in-memory.ts';
import { googleDrive } from './google-drive.action.ts';

const nothingLeft = leakCheck();
const net = new OutboundHttp({ allow: ['127.0.0.1'] });
let google: GoogleInMemory;
let files: HttpPeer;
let context: TransactionContext;

beforeAll(async () => {
  files = await startHttpPeer(() => ({
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: '<p>hi</p>',
  }));
});
beforeEach(async () => {
  google = await startGoogle();
  context = contextOf({ net, progress: new ProgressInMemory(), ...google.ports() });
});
afterEach(() => google.close());
afterAll(async () => {
  await files.close();
  await net.close();
  await nothingLeft();
});

const perform = (uploads: object, over: Partial<TransactionContext> = {}): Promise<ActionOutcome> =>
  performAction('google_drive', JSON.stringify({ uploads }), { ...context, ...over });
const resultOf = async (uploads: object) => {
  const outcome = await perform(uploads);
  if (!outcome.ok) throw new Error(outcome.error.message);
  return (JSON.parse(outcome.result) as { uploads: Record<string, Record<string, string>> })
    .uploads;
};
const stored = () =>
  google.drive.files.map((file) => [google.drive.pathOf(file), file.content.toString()]);
const isUpload = ({ path, method }: { path: string; method: string }): boolean =>
  path.startsWith('/upload') && method === 'POST';

describe('google_drive', () => {
  actionConformance(googleDrive, {
    open: async () => ({ context: { ...context, actionRunId: newId() } }),
    valid: () => [
      JSON.stringify({ account: 'Google', uploads: { overwrite: 'true', 'a/b.bin': 'text' } }),
      JSON.stringify({ uploads: { 'a.txt': 'text' } }),
    ],
    refused: [
      { options: '{}', path: 'options.uploads' },
      { options: '{"uploads":{}}', path: 'options.uploads' },
      { options: '{"uploads":{"a//b":"x"}}', path: 'options.uploads.a//b' },
      { options: '{"uploads":{"a":{"plaintext":"x"}}}', path: 'options.uploads.a' },
      { options: '{"uploads":{"a":{"base64":"?"}}}', path: 'options.uploads.a.base64' },
      { options: '{"uploads":{"a":"x","overwrite":1}}', path: 'options.uploads.overwrite' },
      { options: '{"account":1,"uploads":{"a":"x"}}', path: 'options.account' },
    ],
    secret: () => {
      google.disturb({
        on: isUpload,
        reply: {
          status: 400,
          body: JSON.stringify({
            error: { message: `${GOOGLE_SECRETS.client_secret} access-token-number-1` },
          }),
        },
      });
      return {
        options: '{"uploads":{"a.txt":"x"}}',
        secret: GOOGLE_SECRETS.client_secret,
      };
    },
  });

  it('uploads files into folders, which it makes once', async () => {
    const uploads = await resultOf({
      'top.csv': 'a,b',
      'reports/2026/a.txt': 'first',
      'reports/2026/b': { base64: Buffer.from([0, 255]).toString('base64') },
      'reports/page': { url: files.url },
    });

    expect(stored().sort()).toEqual([
      ['reports', ''],
      ['reports/2026', ''],
      ['reports/2026/a.txt', 'first'],
      ['reports/2026/b', Buffer.from([0, 255]).toString()],
      ['reports/page', '<p>hi</p>'],
      ['top.csv', 'a,b'],
    ]);
    const { id } = google.drive.files.find(({ name }) => name === 'a.txt')!;
    expect(uploads['reports/2026/a.txt']).toEqual({
      id,
      name: 'a.txt',
      mime_type: 'text/plain',
      web_view_link: `https://drive.google.com/file/d/${id}/view`,
      path: 'reports/2026',
    });
    expect(Object.values(uploads).map(({ mime_type, path }) => [mime_type, path])).toEqual([
      ['text/csv', ''],
      ['text/plain', 'reports/2026'],
      ['application/octet-stream', 'reports/2026'],
      ['text/html', 'reports'],
    ]);
  });

  it('finds folders by their exact names, whatever is in them and on whichever page', async () => {
    google.drive.pageSize = 1;
    const trashed = google.drive.create({ name: "d'Or", mimeType: FOLDER }, Buffer.alloc(0));
    trashed.trashed = true;
    google.drive.create({ name: "d'Or", mimeType: 'text/plain' }, Buffer.alloc(0));
    const { id } = google.drive.create({ name: "d'Or", mimeType: FOLDER }, Buffer.alloc(0));

    await resultOf({ "d'Or/O'Hara.txt": 'x' });

    expect(google.drive.files.find(({ name }) => name === "O'Hara.txt")?.parents).toEqual([id]);
    expect(google.drive.files).toHaveLength(4);
  });

  it('makes another file of the same name, unless it may overwrite the one there is', async () => {
    await resultOf({ 'a/x.txt': 'one' });
    context = { ...context, actionRunId: newId() };
    await resultOf({ 'a/x.txt': 'two' });
    expect(stored().map(([path]) => path)).toEqual(['a', 'a/x.txt', 'a/x.txt']);
    google.drive.files.pop();
    const [, before] = google.drive.files;
    context = { ...context, actionRunId: newId() };

    const uploads = await resultOf({ overwrite: true, 'a/x.txt': 'three', 'a/y.txt': 'new' });

    expect(uploads['a/x.txt']?.['id']).toBe(before!.id);
    expect(stored()).toEqual([
      ['a', ''],
      ['a/x.txt', 'three'],
      ['a/y.txt', 'new'],
    ]);
  });

  it('uploads what is too large for one request in a session, whose address gets no token', async () => {
    const bytes = Buffer.alloc(6_000_000, 'x');
    const large = { base64: bytes.toString('base64') };
    await resultOf({ 'large.bin': large });
    context = { ...context, actionRunId: newId() };

    await resultOf({ overwrite: true, 'large.bin': large });

    expect(google.drive.files).toHaveLength(1);
    expect(google.drive.files[0]!.content.equals(bytes)).toBe(true);
    const puts = google.received.filter(({ method }) => method === 'PUT');
    expect(puts.map(({ headers }) => headers['authorization'])).toEqual([undefined, undefined]);
  });

  it('repeats only what is missing', async () => {
    google.disturb({ on: (call) => isUpload(call) && call.body.includes('b.txt'), reply: 503 });
    const uploads = { 'f/a.txt': 'a', 'f/b.txt': 'b', 'f/c.txt': 'c' };

    const first = await perform(uploads);
    google.calls.length = 0;
    const result = await resultOf(uploads);

    expect(first).toMatchObject({ ok: false, retry: true, error: { code: 'remote_unavailable' } });
    expect(stored().map(([path]) => path)).toEqual(['f', 'f/a.txt', 'f/b.txt', 'f/c.txt']);
    expect(Object.keys(result)).toEqual(Object.keys(uploads));
    expect(google.calls.filter((call) => call.startsWith('POST'))).toHaveLength(2);
  });

  it('knows again the file whose upload succeeded although the answer was lost', async () => {
    google.drive.create({ name: 'a.txt' }, Buffer.from('of somebody else'));
    google.disturb({ on: isUpload, reply: 502, after: true });
    const outcome = await perform({ 'a.txt': 'a' });

    const result = await resultOf({ 'a.txt': 'a' });

    expect(outcome).toMatchObject({ ok: false, retry: true });
    expect(stored()).toEqual([
      ['a.txt', 'of somebody else'],
      ['a.txt', 'a'],
    ]);
    expect(result['a.txt']?.['id']).toBe(google.drive.files[1]!.id);
  });

  it('performed again after its end uploads nothing', async () => {
    const result = await resultOf({ 'a.txt': 'a' });

    expect(await resultOf({ 'a.txt': 'a' })).toEqual(result);
    expect(google.drive.files).toHaveLength(1);
  });

  it.each([
    [{ status: 200, body: '<html>Log in</html>' }, 'remote_unavailable', true],
    [{ status: 200, body: '{"kind":"drive#file"}' }, 'remote_unavailable', true],
    [{ status: 200, body: '' }, 'remote_unavailable', true],
    [500, 'remote_unavailable', true],
    [{ status: 302, headers: { location: 'http://169.254.169.254/' } }, 'remote_rejected', false],
    [{ status: 400, body: '{"error":{"message":"no"}}' }, 'remote_rejected', false],
    [{ status: 404, body: '<html>' }, 'remote_rejected', false],
    [{ status: 403, body: '{"error":{"message":"no"}}' }, 'connection_rejected', false],
    [
      { status: 403, body: '{"error":{"errors":[{"reason":"userRateLimitExceeded"}]}}' },
      'rate_limited',
      true,
    ],
  ])('takes the answer %j for %s', async (reply, code, retry) => {
    google.disturb({ on: isUpload, reply });

    expect(await perform({ 'a.txt': 'a' })).toMatchObject({ ok: false, retry, error: { code } });
  });

  it('reads no endless answer', async () => {
    google.disturb({ on: isUpload, reply: { status: 200, body: Buffer.alloc(20_000_001) } });

    expect(await perform({ 'a.txt': 'a' })).toMatchObject({
      ok: false,
      retry: false,
      error: { code: 'size_limit' },
    });
  });

  it('waits as long as Google asks', async () => {
    google.disturb({ on: isUpload, reply: { status: 429, headers: { 'retry-after': '77' } } });

    expect(await perform({ 'a.txt': 'a' })).toMatchObject({
      ok: false,
      retry: true,
      retryAfterMs: 77_000,
      error: { code: 'rate_limited', message: 'Google answered 429' },
    });
  });

  it('renews a token that is refused, once', async () => {
    await resultOf({ 'a.txt': 'a' });
    google.tokens.clear();
    context = { ...context, actionRunId: newId() };

    await resultOf({ 'b.txt': 'b' });

    google.disturb(...[1, 2].map(() => ({ on: isUpload, reply: 401 })));
    context = { ...context, actionRunId: newId() };
    expect(await perform({ 'c.txt': 'c' })).toMatchObject({
      ok: false,
      retry: false,
      error: { code: 'connection_rejected' },
    });
  });

  it.each(['http://10.0.0.1/session', 'ftp://x.test/', 'nonsense', ''])(
    'goes to no session at %j',
    async (location) => {
      google.disturb({ on: isUpload, reply: { status: 200, headers: { location } } });
      const large = { base64: Buffer.alloc(6_000_000).toString('base64') };

      const outcome = await perform({ 'a.bin': large });

      const code = location.startsWith('http') ? 'address_forbidden' : 'remote_unavailable';
      expect(outcome).toMatchObject({ ok: false, error: { code } });
    },
  );

  it('needs a Connection', async () => {
    const outcome = await performAction('google_drive', '{"account":"x","uploads":{"a":"b"}}', {
      ...context,
    });

    expect(outcome).toMatchObject({
      ok: false,
      retry: false,
      error: {
        code: 'connection_missing',
        message: expect.stringContaining('no google Connection named "x"'),
      },
    });
  });

  it('uploads nothing when a file is too large or cannot be had', async () => {
    const missing = await startHttpPeer(() => 404);

    const outcome = await perform({ 'a.txt': { url: missing.url } });
    await missing.close();

    expect(outcome).toMatchObject({ ok: false, retry: false, error: { code: 'remote_rejected' } });
    expect(google.drive.files).toEqual([]);
  });
});

const FOLDER = 'application/vnd.google-apps.folder';
