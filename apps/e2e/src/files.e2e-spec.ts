import { startHttpPeer, type HttpPeer } from '@millwright/testing';
import { Mill } from './client/mill.ts';
import type { ActionRun } from './client/shapes.ts';
import { sharedSystem } from './system/shared-system.ts';
import { PEER_HOST, type System } from './system/system.ts';

/** A file as the result of the action tells it. */
interface StoredFile {
  expires_at: string;
  mime_type: string;
  name: string;
  size: number;
  url: string;
}

const LARGE = Buffer.from(Array.from({ length: 3_000_000 }, (_, n) => n % 251));

describe('files that a task makes', () => {
  let system: System;
  let mill: Mill;
  let peer: HttpPeer;

  beforeAll(async () => {
    system = await sharedSystem();
    mill = new Mill(system);
    peer = await startHttpPeer(
      ({ url }) => ({
        status: Number(url.slice(1)),
        headers: { 'content-type': 'image/png' },
        body: LARGE,
      }),
      PEER_HOST,
    );
  });
  afterAll(async () => {
    await peer?.close();
    await system?.stop();
  });

  /** Lets a task store what the event says. */
  const stored = async (files: object): Promise<ActionRun> => {
    const topic = mill.topic();
    const path = await mill.webhook(topic);
    await mill.task(topic, '{% action "files", event.data %}');
    const event = await mill.finished(await mill.postJson(path, JSON.stringify(files)));
    return event.task_runs[0]!.action_runs[0]!;
  };
  const filesOf = async (files: object): Promise<Record<string, StoredFile>> => {
    const { ok, result, error } = await stored(files);
    if (!ok) throw new Error(error?.message);
    return result as Record<string, StoredFile>;
  };
  /** By the address that the suite knows ingress by; PUBLIC_URL is the operator's. */
  const fetchFile = (url: string, init?: RequestInit): Promise<Response> =>
    fetch(`${system.ingressUrl}${new URL(url).pathname}`, init);

  it('can be fetched by their addresses, and are what the result says', async () => {
    const files = await filesOf({
      'Bericht ü.csv': 'sku;stock\nA;5\n',
      logo: { url: `${peer.url}/200` },
      'a.html': { base64: Buffer.from('<script>alert(1)</script>').toString('base64') },
    });

    expect(Object.keys(files)).toEqual(['Bericht ü.csv', 'logo', 'a.html']);
    expect(files['Bericht ü.csv']).toMatchObject({ mime_type: 'text/csv', size: 14 });
    expect(files['logo']).toMatchObject({ mime_type: 'image/png', size: LARGE.length });
    const days = (Date.parse(files['logo']!.expires_at) - Date.now()) / 86_400_000;
    expect(days).toBeCloseTo(7, 1);

    for (const { url, mime_type, size } of Object.values(files)) {
      const answer = await fetchFile(url);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe(mime_type);
      expect(answer.headers.get('content-length')).toBe(String(size));
      expect(answer.headers.get('content-disposition')).toMatch(/^attachment; /);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
      expect((await answer.arrayBuffer()).byteLength).toBe(size);
    }
    const logo = await fetchFile(files['logo']!.url);
    expect(Buffer.from(await logo.arrayBuffer()).equals(LARGE)).toBe(true);
  });

  it('are told of by HEAD, and taken from nobody', async () => {
    const { url } = (await filesOf({ 'a.txt': 'hello' }))['a.txt']!;

    const head = await fetchFile(url, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([
      200,
      '5',
      '',
    ]);
    const put = await fetchFile(url, { method: 'PUT', body: 'mine' });
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
    expect(await (await fetchFile(url)).text()).toBe('hello');
  });

  it('are found by nobody who does not have the whole address', async () => {
    const { url } = (await filesOf({ 'a.txt': 'hello' }))['a.txt']!;
    const [, , token = ''] = new URL(url).pathname.split('/');

    for (const path of [
      `${token}/b.txt`,
      `${token.slice(0, 42)}/a.txt`,
      `${token.slice(0, 42)}${token.endsWith('A') ? 'E' : 'A'}/a.txt`,
      `${token}/..%2F${token}%2Fa.txt`,
      token,
      '',
      `${'%00'.repeat(9)}/a.txt`,
    ]) {
      expect((await fetch(`${system.ingressUrl}/files/${path}`)).status).toBe(404);
    }
  });

  it('are none at all when one of them cannot be made', async () => {
    const [bad, lost] = await Promise.all([
      stored({ 'good.txt': 'x', 'a/b': 'x', 'c.txt': { plaintext: 'x' }, 'd.txt': 5 }),
      stored({ 'good.txt': 'x', 'bad.png': { url: `${peer.url}/404` } }),
    ]);

    expect(bad).toMatchObject({ ok: false, attempts: 1, error: { code: 'invalid_options' } });
    for (const path of ['options.a/b: ', 'options.c.txt: ', 'options.d.txt: ']) {
      expect(bad.error!.message).toContain(path);
    }
    expect(lost).toMatchObject({ ok: false, attempts: 1, error: { code: 'remote_rejected' } });
    expect((await stored({})).error).toMatchObject({ code: 'invalid_options' });
  });

  it('end with their Workspace', async () => {
    const slug = `files-${process.pid}-${Date.now().toString(36)}`;
    const { adminUrl, token } = system;
    const admin = (method: string, path: string, body?: object): Promise<Response> =>
      fetch(`${adminUrl}/api/v1/workspaces${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      });
    expect((await admin('POST', '', { slug })).status).toBe(201);
    const other = new Mill(system, slug);
    const topic = other.topic();
    const path = await other.webhook(topic);
    await other.task(topic, '{% action "files", event.data %}');
    const event = await other.finished(await other.postJson(path, '{"a.txt":"x"}'));
    const result = event.task_runs[0]!.action_runs[0]!.result as Record<string, StoredFile>;
    const { url } = result['a.txt']!;
    expect((await fetchFile(url)).status).toBe(200);

    expect((await admin('DELETE', `/${slug}`)).status).toBe(204);

    expect((await fetchFile(url)).status).toBe(404);
  });
});
