import { gzipSync } from 'node:zlib';
import { until } from '@millwright/testing';
import {
  RejectionCounts,
  WebhookRequestStore,
  WebhookStore,
  type WebhookRequest,
} from '@millwright/webhook';
import { startTestIngress, type TestIngress } from '../../testing/test-ingress.ts';

let ingress: TestIngress;

beforeAll(async () => {
  ingress = await startTestIngress();
}, 60_000);
afterAll(() => ingress.stop(), 60_000);

const github = { provider: 'github', verification: { secrets: ['a secret'] } };
const json = { 'content-type': 'application/json' };
const post = (path: string, headers: Record<string, string> = {}, body = '{"a":1}') =>
  ingress.client.send(path, { body, headers: { ...json, ...headers } });

const kept = (id: string): Promise<WebhookRequest[]> =>
  new WebhookRequestStore().latestOf(ingress.database, ingress.workspaceId, id, { limit: 200 });
const keptOf = (id: string, count: number): Promise<WebhookRequest[]> =>
  until(async () => {
    const found = await kept(id);
    return found.length >= count ? found : undefined;
  });
const suppressedOf = (id: string) => new RejectionCounts().suppressedOf(ingress.database, id);

describe('a request that was refused', () => {
  it('is kept with its reason, and what came', async () => {
    const id = await ingress.webhook(github);

    const answer = await post(`/webhooks/${id}?x=1`, { 'x-github-event': 'push' });

    expect(answer.status).toBe(401);
    const [one] = await keptOf(id, 1);
    expect(one).toMatchObject({
      requestId: answer.headers['x-request-id'],
      provider: 'github',
      method: 'POST',
      ip: '127.0.0.1',
      bodyBytes: 7,
      status: 401,
      reason: 'signature_missing',
      handshake: null,
    });
    expect(one!.url).toMatch(new RegExp(`/webhooks/${id}\\?x=1$`));
    expect(one!.body!.toString()).toBe('{"a":1}');
    expect(JSON.parse(one!.headers)).toMatchObject({ 'x-github-event': ['push'] });
  });

  it('is kept for other reasons too, without a body where none was read', async () => {
    const id = await ingress.webhook({ allowed_origins: [], max_body_bytes: 10 });

    await post(`/webhooks/${id}`, {}, '{"a":');
    await post(`/webhooks/${id}`, {}, '{"a":"too large"}');
    await post(`/webhooks/${id}`, { 'content-type': 'image/png' });
    await post(`/webhooks/${id}`, { origin: 'https://evil.example' });
    await ingress.client.send(`/webhooks/${id}`, { method: 'PUT' });

    const found = await keptOf(id, 4);
    expect(found.map(({ reason, status, body }) => [reason, status, body?.toString()])).toEqual([
      ['origin_forbidden', 403, undefined],
      ['unsupported_media_type', 415, undefined],
      ['body_too_large', 413, undefined],
      ['invalid_body', 400, '{"a":'],
    ]);
  });

  it('is kept without a body where that was too large, however late that was found', async () => {
    const packed = await ingress.webhook({ max_body_bytes: 100 });
    const batch = await ingress.webhook({ provider: 'cloudevents', verification: { mode: 'off' } });

    const unpacked = await ingress.client.send(`/webhooks/${packed}`, {
      body: gzipSync(JSON.stringify('a'.repeat(1_000))),
      headers: { ...json, 'content-encoding': 'gzip' },
    });
    const many = await post(
      `/webhooks/${batch}`,
      { 'content-type': 'application/cloudevents-batch+json' },
      JSON.stringify(Array(1_001).fill({})),
    );

    expect([unpacked.status, many.status]).toEqual([413, 413]);
    for (const id of [packed, batch]) {
      const [one] = await keptOf(id, 1);
      expect(one).toMatchObject({ reason: 'body_too_large', body: null });
      expect(one!.bodyBytes).toBeGreaterThan(0);
    }
  });

  it('shows no secret that it carries', async () => {
    const secret = 'Zm9yIG5vYm9keSB0byByZWFk';
    const bearer = await ingress.webhook({ provider: 'bearer', verification: { secrets: ['x'] } });
    const strava = await ingress.webhook({ provider: 'strava', verification: { secrets: ['x'] } });
    const asana = await ingress.webhook({ provider: 'asana' });
    await ingress.database.execute(
      `update webhooks set handshake_opened_at = now() - interval '2 days' where id = $1`,
      [asana],
    );

    await post(`/webhooks/${bearer}`, { authorization: `Bearer ${secret}` });
    await post(`/webhooks/${strava}?secret=${secret}`);
    await post(`/webhooks/${asana}`, { 'x-hook-secret': secret });

    const found = await Promise.all([bearer, strava, asana].map((id) => keptOf(id, 1)));
    expect(found.map(([one]) => one!.reason)).toEqual([
      'signature_mismatch',
      'signature_mismatch',
      'handshake_closed',
    ]);
    expect(JSON.stringify(found)).not.toContain(secret);
  });

  it('shows neither a verify token nor a secret that a body tells', async () => {
    const secret = 'Zm9yIG5vYm9keSB0byByZWFk';
    const meta = await ingress.webhook({ provider: 'meta', verification: { secrets: ['x'] } });
    const graph = await ingress.webhook({
      provider: 'microsoft-graph',
      verification: { secrets: [secret] },
    });
    const state = (text: string) => ({ clientState: text });

    await ingress.client.send(
      `/webhooks/${meta}?hub.mode=other&hub.verify_token=${secret}&hub.challenge=c`,
      { method: 'GET' },
    );
    await post(
      `/webhooks/${graph}`,
      {},
      JSON.stringify({ value: [state(secret), state('another')] }),
    );
    const found = await Promise.all([meta, graph].map((id) => keptOf(id, 1)));

    expect(found.map(([one]) => one!.reason)).toEqual(['handshake_refused', 'signature_mismatch']);
    expect(found[0]![0]!.url).toContain('hub.verify_token=***&');
    expect(found[1]![0]!.body!.toString()).toBe(
      '{"value":[{"clientState":"***"},{"clientState":"another"}]}',
    );
    expect(JSON.stringify(found)).not.toContain(secret);
  });

  it('shows no key of a webhook whose options cannot be read any more', async () => {
    const secret = 'Zm9yIG5vYm9keSB0byByZWFk';
    const id = await ingress.webhook({
      provider: 'api-key',
      verification: { secrets: [secret], config: { header: 'x-shop' } },
    });
    await ingress.database.execute(
      `update webhooks set verification = jsonb_set(verification, '{config,gone}', '1') where id = $1`,
      [id],
    );

    await post(`/webhooks/${id}`, { 'x-shop': secret, 'x-api-key': secret });
    const [one] = await keptOf(id, 1);

    expect(JSON.parse(one!.headers)).toMatchObject({ 'x-shop': ['***'], 'x-api-key': ['***'] });
  });

  it('is only counted above sixty in a minute', async () => {
    const id = await ingress.webhook(github);

    await Promise.all(Array.from({ length: 100 }, () => post(`/webhooks/${id}`)));

    await until(async () => (await suppressedOf(id)) === 40);
    expect(await kept(id)).toHaveLength(60);
    await post(`/webhooks/${id}`);
    await until(async () => (await suppressedOf(id)) === 41);
    expect(await kept(id)).toHaveLength(60);
  });
});

describe('a request that was taken', () => {
  it('is kept only while its webhook is captured', async () => {
    const id = await ingress.webhook();
    await post(`/webhooks/${id}`);
    await ingress.database.transaction((tx) =>
      new WebhookStore().capture(tx, ingress.workspaceId, id, new Date(Date.now() + 60_000)),
    );

    const [one] = await until(async () => {
      await post(`/webhooks/${id}`);
      const found = await kept(id);
      return found.length > 0 ? found : undefined;
    });

    expect(one).toMatchObject({ status: 204, reason: null, handshake: null });
    expect(one!.body!.toString()).toBe('{"a":1}');
  });
});
