import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { isUuid, newSecretId, type Id } from '@millwright/kernel';
import { silentLogger } from '@millwright/observability';
import { testSecretBox } from './testing/test-secret-box.ts';
import { addWebhook, addWorkspace } from './testing/webhook-builders.ts';
import { WebhookRouteStore } from './webhook-route.store.ts';
import { Webhook } from './webhook.entity.ts';
import type { WebhookSettings } from './webhook.schema.ts';
import { WebhookStore } from './webhook.store.ts';

const store = new WebhookStore();
const senderOf = async (id: Id) =>
  (await routes.routesOf(test.database, [id])).routes.get(id)!.sender!;
const challenge = (url: string) => ({ method: 'GET', url, headers: {}, rawBody: Buffer.of() });
const routes = new WebhookRouteStore(testSecretBox, silentLogger);
let test: TestDatabase;
let workspaceId: Id;

const create = (changes?: Partial<WebhookSettings>, workspace = workspaceId): Promise<Webhook> =>
  addWebhook(test.database, workspace, changes);

beforeAll(async () => {
  test = await openTestDatabase([Webhook]);
});
afterAll(() => test.close());
beforeEach(async () => {
  workspaceId = await addWorkspace(test.database);
});

describe('the webhooks of a Workspace', () => {
  it('are created with a random id and found again as they were', async () => {
    const created = await create({
      allowed_origins: ['https://shop.example'],
      allowed_ips: ['192.0.2.0/24'],
      rate_limit: { requests: 2, per_seconds: 10, on_limit: 'drop' },
      filter: { all: [{ path: 'data.a', operator: 'exists' }] },
      dedupe: { by: 'body-sha256', window_seconds: 86_400 },
      max_body_bytes: 1_000,
      data_mode: 'full',
    });

    expect(isUuid(created.id)).toBe(true);
    expect(created.id[14]).toBe('4');
    expect(await store.find(test.database, workspaceId, created.id)).toEqual(created);
    expect(created).toMatchObject({
      workspaceId,
      name: 'Orders',
      enabled: true,
      dataMode: 'full',
      allowedOrigins: ['https://shop.example'],
      allowedIps: ['192.0.2.0/24'],
      rateLimit: { requests: 2, per_seconds: 10, on_limit: 'drop' },
      filter: { all: [{ path: 'data.a', operator: 'exists' }] },
      dedupe: { by: 'body-sha256', window_seconds: 86_400 },
      maxBodyBytes: 1_000,
      lastReceivedAt: null,
      deletedAt: null,
    });
  });

  it('greet by secret options, which lie sealed, and nobody by those that do not open', async () => {
    const { id } = await create({
      provider: 'meta',
      verification: { mode: 'off', config: { verify_token: 'word' } },
    });
    const asked = challenge(
      'https://hooks.example/?hub.mode=subscribe&hub.verify_token=word&hub.challenge=c',
    );
    const greeted = async () => (await senderOf(id)).handshakeOf(asked, Date.now(), true)?.is;

    expect(await greeted()).toBe('greeted');
    await test.database.execute(`update webhooks set sealed = 'v1.00000000.AAAA' where id = $1`, [
      id,
    ]);
    expect(await greeted()).toBe('not_greeted');
  });

  it('read the same through the entity', async () => {
    const created = await create({ allowed_origins: [] });

    const read = await test.database.dataSource.manager.findOneByOrFail(Webhook, {
      id: created.id,
    });

    expect({ ...read }).toEqual(created);
  });

  it('change where a change says so, and stay otherwise', async () => {
    const created = await create({ allowed_origins: [] });

    const updated = await test.database.transaction((tx) =>
      store.update(tx, workspaceId, created.id, { enabled: false, allowed_origins: null }),
    );

    expect(updated).toEqual({
      ...created,
      enabled: false,
      allowedOrigins: null,
      changedEpoch: updated!.changedEpoch,
      updatedAt: updated!.updatedAt,
    });
    expect(updated!.changedEpoch).toBeGreaterThan(created.changedEpoch);
  });

  it('are gone once deleted, and deleted once', async () => {
    const { id } = await create();
    const remove = () => test.database.transaction((tx) => store.delete(tx, workspaceId, id));

    expect(await remove()).toBe(true);
    expect(await remove()).toBe(false);
    expect(await store.find(test.database, workspaceId, id)).toBeUndefined();
    expect((await store.list(test.database, workspaceId, { limit: 10 })).items).toEqual([]);
  });

  it('are nothing to another Workspace', async () => {
    const { id } = await create();
    const other = await addWorkspace(test.database);

    const changed = await test.database.transaction((tx) =>
      store.update(tx, other, id, { name: 'Mine' }),
    );
    const deleted = await test.database.transaction((tx) => store.delete(tx, other, id));

    expect(changed).toBeUndefined();
    expect(deleted).toBe(false);
    expect(await store.find(test.database, other, id)).toBeUndefined();
    expect((await store.list(test.database, other, { limit: 10 })).items).toEqual([]);
  });

  it('are listed newest first, page by page, also behind one deleted meanwhile', async () => {
    const created: Id[] = [];
    for (let index = 0; index < 5; index += 1) created.unshift((await create()).id);

    const first = await store.list(test.database, workspaceId, { limit: 2 });
    await test.database.transaction((tx) => store.delete(tx, workspaceId, first.nextCursor!));
    const second = await store.list(test.database, workspaceId, {
      limit: 3,
      cursor: first.nextCursor!,
    });

    expect([...first.items, ...second.items].map(({ id }) => id)).toHaveLength(5);
    expect(new Set([...first.items, ...second.items].map(({ id }) => id))).toEqual(
      new Set(created),
    );
    expect(second.nextCursor).toBeNull();
  });

  it('remember the latest time they were used', async () => {
    const { id } = await create();
    const late = new Date('2026-01-01T00:00:10Z');

    await store.noteReceived(test.database, new Map([[id, late]]));
    await store.noteReceived(test.database, new Map([[id, new Date('2026-01-01T00:00:00Z')]]));

    expect((await store.find(test.database, workspaceId, id))!.lastReceivedAt).toEqual(late);
  });
});

describe('the routes of webhooks', () => {
  it('carry the settings of the webhook, else of its Workspace', async () => {
    const strict = await addWorkspace(test.database, {
      default_allowed_origins: ['https://shop.example'],
      max_body_bytes: 5,
    });
    const plain = await create();
    const own = await create({ allowed_origins: ['*'], max_body_bytes: 7 }, strict);
    const inherited = await create({}, strict);

    const { routes: found } = await routes.routesOf(test.database, [
      plain.id,
      own.id,
      inherited.id,
    ]);

    expect(found.get(plain.id)).toMatchObject({ workspaceId, maxBodyBytes: undefined });
    expect(found.get(plain.id)!.allowedOrigins.isEveryone).toBe(true);
    expect(found.get(own.id)).toMatchObject({ maxBodyBytes: 7 });
    expect(found.get(own.id)!.allowedOrigins.isEveryone).toBe(true);
    expect(found.get(inherited.id)).toMatchObject({ maxBodyBytes: 5 });
    expect(found.get(inherited.id)!.allowedOrigins.allows('https://evil.example')).toBe(false);
  });

  it('are missing for unknown, disabled and deleted webhooks, and say their epoch all the same', async () => {
    const disabled = await create({ enabled: false });
    const deleted = await create();
    await test.database.transaction((tx) => store.delete(tx, workspaceId, deleted.id));

    const found = await routes.routesOf(test.database, [newSecretId(), disabled.id, deleted.id]);

    expect(found.routes.size).toBe(0);
    expect(found.epoch).toBeGreaterThan(deleted.changedEpoch);
    expect((await routes.routesOf(test.database, [])).epoch).toBe(found.epoch);
  });

  it('tell what changed since an epoch: webhooks, deleted ones too, and Workspaces', async () => {
    const before = (await routes.changesSince(test.database, 0)).epoch;
    const changed = await create();
    const deleted = await create();
    await test.database.transaction((tx) => store.delete(tx, workspaceId, deleted.id));
    const workspace = await addWorkspace(test.database);

    const changes = await routes.changesSince(test.database, before);

    expect(new Set(changes.webhookIds)).toEqual(new Set([changed.id, deleted.id]));
    expect(changes.workspaceIds).toEqual([workspace]);
    expect(await routes.changesSince(test.database, changes.epoch)).toEqual({
      epoch: changes.epoch,
      webhookIds: [],
      workspaceIds: [],
    });
  });
});
