import { commitEventOf } from './testing/commit-event.ts';
import { RejectionCounts, WebhookRequestStore, type SeenRequest } from '@millwright/webhook';
import { seenRequest } from '@millwright/webhook/testing';
import { newSecretId } from '@millwright/kernel';
import { openAdminApi, type Loose, type OpenAdminApi } from '../../testing/open-admin-api.ts';

let api: OpenAdminApi;
let webhook: Loose;
let workspaceId: string;
beforeAll(async () => {
  api = await openAdminApi();
  const { id } = (await api.ask('GET', '/api/v1/workspaces/main')).body;
  workspaceId = id;
}, 60_000);
afterAll(() => api.close(), 60_000);
beforeEach(async () => {
  const body = { name: 'Hub', topic: 'user/github/{hint}' };
  webhook = (await api.ask('POST', 'webhooks', { body })).body;
});

const keep = (...requests: Partial<SeenRequest>[]) =>
  api.platform.database.transaction((tx) =>
    new WebhookRequestStore().add(
      tx,
      requests.map((changes) => seenRequest(workspaceId, webhook.id, changes)),
    ),
  );
const read = async (path: string): Promise<Loose> =>
  (await api.ask('GET', `webhooks/${webhook.id}/${path}`)).body;

describe('the rejections of a webhook', () => {
  it('are shown newest first, bodies as text or in base64, with how many left no trace', async () => {
    await keep(
      { body: Buffer.from([0xff]), bodyBytes: 1 },
      { body: Buffer.from('{"a":1.0}'), bodyBytes: 9, reason: 'signature_mismatch' },
      { body: null, bodyBytes: 0, reason: 'rate_limited', status: 429 },
    );
    const refusals = [{ webhookId: webhook.id, sinceMs: Date.now(), count: 100 }];
    await new RejectionCounts().add(api.platform.database, refusals);

    const { data, suppressed, next_cursor } = await read('rejections');

    expect(suppressed).toBe(40);
    expect(next_cursor).toBeNull();
    expect(data).toMatchObject([
      { reason: 'rate_limited', status: 429, body: null, body_encoding: null, body_bytes: 0 },
      { reason: 'signature_mismatch', body: '{"a":1.0}', body_encoding: 'utf8', body_bytes: 9 },
      { reason: 'signature_missing', body: '/w==', body_encoding: 'base64', body_bytes: 1 },
    ]);
    expect(data[2]).toMatchObject({
      provider: 'github',
      method: 'POST',
      url: 'https://hooks.example/webhooks/1',
      ip: '203.0.113.7',
      headers: { 'content-type': ['application/json'] },
    });
  });

  it('come page by page', async () => {
    await keep({ status: 400 }, { status: 401 }, { status: 403 });

    const first = await read('rejections?limit=2');
    const second = await read(`rejections?limit=2&cursor=${first.next_cursor}`);

    const statuses = [...first.data, ...second.data].map(({ status }: Loose) => status);
    expect(statuses).toEqual([403, 401, 400]);
  });

  it('are nobody’s where there is no such webhook', async () => {
    const { status } = await api.ask('GET', `webhooks/${newSecretId()}/rejections`);

    expect(status).toBe(404);
  });
});

describe('the requests of a webhook', () => {
  it('are those that were taken and those that were refused, newest first', async () => {
    const taken = await commitEventOf(api.platform.database, webhook, workspaceId);
    await keep(
      { receivedMs: Date.now() + 1_000 },
      { receivedMs: Date.now() + 2_000, reason: null, handshake: 'ping', status: 200 },
    );

    const { data } = await read('requests');

    expect(data).toMatchObject([
      { outcome: 'handshake', handshake: 'ping', status: 200, event_ids: [] },
      { outcome: 'refused', reason: 'signature_missing', status: 401, event_ids: [] },
      {
        outcome: 'accepted',
        request_id: taken.request_id,
        status: null,
        provider_event: 'issues.opened',
        event_ids: [taken.id],
      },
    ]);
  });

  it('that were captured and became events are one with these', async () => {
    const { id, request_id } = await commitEventOf(api.platform.database, webhook, workspaceId);
    await keep({ requestId: request_id!, reason: null, status: 204 });

    const { data } = await read('requests');

    expect(data).toMatchObject([{ outcome: 'accepted', status: 204, event_ids: [id] }]);
  });

  it('are read with every event of a batch', async () => {
    const { database } = api.platform;
    const first = await commitEventOf(database, webhook, workspaceId);
    const second = await commitEventOf(database, webhook, workspaceId, first.request_id!);

    const one = await read(`requests/${first.request_id}`);
    const { data } = await read('requests');

    expect(one.event_ids.toSorted()).toEqual([first.id, second.id].toSorted());
    expect(one.event_ids).toEqual(data[0].event_ids);
  });

  it('are read as they came, whichever way they were kept', async () => {
    const taken = await commitEventOf(api.platform.database, webhook, workspaceId);
    const requestId = newSecretId();
    await keep({ requestId });

    expect(await read(`requests/${taken.request_id}`)).toMatchObject({
      outcome: 'accepted',
      method: 'POST',
      url: `${webhook.url}?a=1`,
      headers: { 'content-type': ['application/json'], authorization: ['***'] },
      body: '{"action":"opened","n":1.0}',
      body_encoding: 'utf8',
      body_bytes: 27,
    });
    expect(await read(`requests/${requestId}`)).toMatchObject({ outcome: 'refused', body: '{}' });
    for (const unknown of [newSecretId(), 'x']) {
      const { status } = await api.ask('GET', `webhooks/${webhook.id}/requests/${unknown}`);
      expect(status).toBe(404);
    }
  });
});

describe('what senders sent', () => {
  it('is read with events:read where it became events, or was taken; refused requests without', async () => {
    const { request_id: became } = await commitEventOf(api.platform.database, webhook, workspaceId);
    const [taken, refused] = [newSecretId(), newSecretId()];
    await keep({ requestId: taken, reason: null, status: 204 }, { requestId: refused });
    const tokenWith = async (...scopes: string[]): Promise<string> =>
      (await api.ask('POST', 'tokens', { body: { scopes } })).body.token;
    const [narrow, wide] = [
      await tokenWith('webhooks:read'),
      await tokenWith('webhooks:read', 'events:read'),
    ];
    const statusesOf = (token: string) =>
      Promise.all(
        [became, taken, refused].map(async (request) => {
          const path = `webhooks/${webhook.id}/requests/${request}`;
          return (await api.ask('GET', path, { token })).status;
        }),
      );

    expect(await statusesOf(narrow)).toEqual([403, 403, 200]);
    expect(await statusesOf(wide)).toEqual([200, 200, 200]);
  });
});

describe('the capture of all requests', () => {
  const capture = (body?: object) =>
    api.ask('POST', `webhooks/${webhook.id}/capture`, body === undefined ? {} : { body });

  it('is on for some minutes, and the audit log remembers', async () => {
    const before = Date.now();

    const { status, body } = await capture({ minutes: 60 });

    expect(status).toBe(200);
    const leftMs = Date.parse(body.captures_until) - before;
    expect(leftMs).toBeGreaterThanOrEqual(3_600_000);
    expect(leftMs).toBeLessThan(3_660_000);
    const read = await api.ask('GET', `webhooks/${webhook.id}`);
    expect(read.body.captures_until).toBe(body.captures_until);
    const audit = await api.ask('GET', `audit-log?resource=webhooks&resource_id=${webhook.id}`);
    expect(audit.body.data[0]).toMatchObject({ action: 'capture', changes: { minutes: 60 } });
  });

  it('ends when it is told to, and lasts for a day at most', async () => {
    await capture();

    expect((await capture({ minutes: 0 })).body).toEqual({ captures_until: null });
    expect((await capture({ minutes: 1_441 })).status).toBe(422);
  });
});
