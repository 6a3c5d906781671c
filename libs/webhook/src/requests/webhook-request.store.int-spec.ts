import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { newSecretId, type Id } from '@millwright/kernel';
import { seenRequest } from '../testing/seen-requests.ts';
import { RejectionCounts } from './rejection-counts.ts';
import { KEPT_BODY_BYTES, KEPT_CAPTURED, KEPT_REJECTIONS } from './seen-request.ts';
import type { SeenRequest } from './seen-request.ts';
import { WebhookRequestStore } from './webhook-request.store.ts';

const DAY_MS = 86_400_000;
const store = new WebhookRequestStore();
const counts = new RejectionCounts();
const workspaceId = newSecretId();
let test: TestDatabase;
let webhookId: Id;

beforeAll(async () => {
  test = await openTestDatabase();
}, 60_000);
afterAll(() => test.close(), 60_000);
beforeEach(() => {
  webhookId = newSecretId();
});

const add = (...requests: Partial<SeenRequest>[]): Promise<void> =>
  test.database.transaction((tx) =>
    store.add(
      tx,
      requests.map((changes) => seenRequest(workspaceId, webhookId, changes)),
    ),
  );
const rejections = (limit = 50, cursor?: string) =>
  store.rejectionsOf(test.database, workspaceId, webhookId, { limit, cursor });

describe('the refused requests of a webhook', () => {
  it('are found again as they came, newest first', async () => {
    const body = Buffer.from([0, 0xff, 0x5c, 0x22]);
    const url = 'https://hooks.example/webhooks/1?a="b"\\';
    await add(
      { reason: 'secret_missing' },
      { body, bodyBytes: 4, url, headers: { 'x-a': ['"', '\\'] } },
    );

    const { items } = await rejections();

    expect(items.map(({ reason }) => reason)).toEqual(['signature_missing', 'secret_missing']);
    expect(items[0]).toMatchObject({
      webhookId,
      workspaceId,
      url,
      body,
      bodyBytes: 4,
      status: 401,
    });
    expect(JSON.parse(items[0]!.headers)).toEqual({ 'x-a': ['"', '\\'] });
  });

  it('come page by page, and no other Workspace sees them', async () => {
    await add({ status: 400 }, { status: 401 }, { status: 403 });

    const first = await rejections(2);
    const second = await rejections(2, first.nextCursor!);

    expect([...first.items, ...second.items].map(({ status }) => status)).toEqual([403, 401, 400]);
    expect(second.nextCursor).toBeNull();
    const page = { limit: 5 };
    const other = await store.rejectionsOf(test.database, newSecretId(), webhookId, page);
    expect(other.items).toEqual([]);
  });

  it('keep the first bytes of their bodies, and the size of the whole', async () => {
    const body = Buffer.alloc(KEPT_BODY_BYTES + 1, 'x');
    await add({ body, bodyBytes: body.length });

    const [kept] = (await rejections()).items;

    expect(kept!.body!.length).toBe(KEPT_BODY_BYTES);
    expect(kept!.bodyBytes).toBe(KEPT_BODY_BYTES + 1);
  });

  it('are a thousand at most, and captured requests a hundred, each apart from the other', async () => {
    await add(...Array.from({ length: KEPT_REJECTIONS }, () => ({})));
    await add(
      ...Array.from({ length: KEPT_CAPTURED + 5 }, (_none, n) => ({
        reason: null,
        status: 200 + n,
      })),
    );
    await add({ reason: 'signature_mismatch' });

    const rows = await test.database.query<{ refused: boolean; count: number }>(
      `select reason is not null as refused, count(*)::integer as count from webhook_requests
       where webhook_id = $1 group by 1 order by 1`,
      [webhookId],
    );
    expect(rows).toEqual([
      { refused: false, count: KEPT_CAPTURED },
      { refused: true, count: KEPT_REJECTIONS },
    ]);
    expect((await rejections(1)).items[0]!.reason).toBe('signature_mismatch');
  });

  it('are kept for a week', async () => {
    await add({ receivedMs: Date.now() - 7 * DAY_MS - 1 }, { receivedMs: Date.now() - 6 * DAY_MS });

    expect((await rejections()).items).toHaveLength(1);
    expect(await store.purge(test.database, 100)).toBe(1);
    expect(await store.purge(test.database, 100)).toBe(0);
  });
});

describe('the count of refused requests', () => {
  const refuse = async (count: number, sinceMs: number) =>
    (await counts.add(test.database, [{ webhookId, sinceMs, count }])).get(webhookId);
  const suppressed = () => counts.suppressedOf(test.database, webhookId);

  it('lets the first sixty of a minute be kept, over all instances', async () => {
    const now = Date.now();

    expect(await refuse(50, now)).toEqual({ kept: 50, fullUntilMs: undefined });
    expect(await refuse(30, now + 500)).toEqual({ kept: 10, fullUntilMs: now + 60_000 });
    expect(await refuse(20, now + 59_999)).toEqual({ kept: 0, fullUntilMs: now + 60_000 });
    expect(await suppressed()).toBe(40);
  });

  it('begins anew a minute after the first, and keeps the sum', async () => {
    const now = Date.now();

    await refuse(100, now);
    expect(await refuse(61, now + 60_000)).toMatchObject({ kept: 60 });
    expect(await suppressed()).toBe(41);
  });

  it('adds up when instances count at once', async () => {
    const now = Date.now();
    const webhooks = [webhookId, newSecretId(), newSecretId()];
    const both = [webhooks, [...webhooks].reverse()];

    const leaves = await Promise.all(
      Array.from({ length: 20 }, (_none, n) =>
        counts.add(
          test.database,
          both[n % 2]!.map((id) => ({ webhookId: id, sinceMs: now, count: 10 })),
        ),
      ),
    );

    for (const id of webhooks) {
      expect(leaves.reduce((sum, one) => sum + one.get(id)!.kept, 0)).toBe(60);
      expect(await counts.suppressedOf(test.database, id)).toBe(140);
    }
  });

  it('is forgotten a week after the last', async () => {
    await refuse(100, Date.now() - 8 * DAY_MS);

    expect(await suppressed()).toBe(0);
    expect(await counts.purge(test.database)).toBeGreaterThan(0);
  });
});
