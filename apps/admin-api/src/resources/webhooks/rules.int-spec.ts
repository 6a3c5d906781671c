import { WebhookCountStore } from '@millwright/webhook';
import { openAdminApi } from '../../testing/open-admin-api.ts';
import type { Loose, OpenAdminApi } from '../../testing/open-admin-api.ts';

let api: OpenAdminApi;
beforeAll(async () => {
  api = await openAdminApi();
});
afterAll(() => api.close());

const create = async (more: object): Promise<{ status: number; body: Loose }> =>
  api.ask('POST', 'webhooks', { body: { name: 'Orders', topic: 'user/order/created', ...more } });
const faultsOf = ({ body }: { body: Loose }): string[] =>
  body.errors.map(({ path }: { path: string }) => path);

describe('the rules of a webhook', () => {
  it('are none, and nothing was stopped, from the start', async () => {
    const { body } = await create({});

    expect(body).toMatchObject({
      ...{ rate_limit: null, dedupe: null, filter: null },
      counts: { duplicates: 0, filtered: 0, rate_limited: 0 },
    });
  });

  it('are read back as they are in force', async () => {
    const filter = { all: [{ path: 'data.total', operator: 'less_than', value: 1.5 }] };
    const given = { dedupe: { by: 'path:a + b[0]' }, rate_limit: { requests: 2, per_seconds: 10 } };
    const { status, body } = await create({ ...given, filter });

    expect(status).toBe(201);
    const rules = {
      dedupe: { by: 'path:a + b[0]', window_seconds: 86_400 },
      rate_limit: { requests: 2, per_seconds: 10, on_limit: 'refuse' },
      filter,
    };
    expect(body).toMatchObject(rules);
    expect((await api.ask('GET', `webhooks/${body.id}`)).body).toMatchObject(rules);

    const changed = await api.ask('PATCH', `webhooks/${body.id}`, {
      body: { filter: null, rate_limit: { requests: 1, per_seconds: 1, on_limit: 'drop' } },
    });
    expect(changed.body).toMatchObject({
      ...{ dedupe: rules.dedupe, filter: null },
      rate_limit: { requests: 1, per_seconds: 1, on_limit: 'drop' },
    });
  });

  it.each([
    [{ dedupe: { by: 'path:a..b' } }, ['dedupe.by']],
    [{ dedupe: { by: 'body-sha256', window_seconds: 604_801 } }, ['dedupe.window_seconds']],
    [{ rate_limit: { requests: 1, per_seconds: 1, on_limit: 'wait' } }, ['rate_limit.on_limit']],
    [{ filter: { all: [{ path: 'x.a', operator: 'exists' }] } }, ['filter.all.0.path']],
    [{ filter: { all: [{ path: 'data', operator: 'equals' }] } }, ['filter.all.0.value']],
  ])('are refused where they cannot be kept: %j', async (wrong, paths) => {
    const answer = await create(wrong);

    expect(answer.status).toBe(422);
    expect(faultsOf(answer)).toEqual(paths);
  });

  it('show what they stopped, of their own webhook only', async () => {
    const [{ body: one }, { body: two }] = [await create({}), await create({})];
    const store = new WebhookCountStore();
    const add = (counts: object): Promise<void> =>
      store.add(
        api.platform.database,
        new Map([[one.id, { duplicates: 0, filtered: 0, rate_limited: 0, ...counts }]]),
      );
    await add({ duplicates: 2, filtered: 1 });
    await add({ duplicates: 1, rate_limited: 5 });

    const { body } = await api.ask('GET', 'webhooks');

    const countsOf = (id: string): unknown =>
      body.data.find((webhook: Loose) => webhook.id === id).counts;
    expect(countsOf(one.id)).toEqual({ duplicates: 3, filtered: 1, rate_limited: 5 });
    expect(countsOf(two.id)).toEqual({ duplicates: 0, filtered: 0, rate_limited: 0 });
  });

  it('have one for all webhooks of a Workspace among its settings', async () => {
    expect((await api.ask('GET', 'settings')).body).toMatchObject({ webhook_rate_limit: null });

    const set = { requests: 100, per_seconds: 60 };
    const { body } = await api.ask('PATCH', 'settings', { body: { webhook_rate_limit: set } });
    expect(body.webhook_rate_limit).toEqual({ ...set, on_limit: 'refuse' });

    const wrong = { webhook_rate_limit: { requests: 0, per_seconds: 60 } };
    expect((await api.ask('PATCH', 'settings', { body: wrong })).status).toBe(422);
    const reset = await api.ask('PATCH', 'settings', { body: { webhook_rate_limit: null } });
    expect(reset.body).toMatchObject({ webhook_rate_limit: null });
  });
});
