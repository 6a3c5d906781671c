import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { newId, RawJson, type Id } from '@millwright/kernel';
import { defaultRenderLimits, LiquidPool } from '@millwright/liquid';
import { EmailAddressStore } from './inbound/email-address.store.ts';
import { OutboxStore } from './outbox/outbox.store.ts';
import { EmailTemplateStore, MAX_EMAIL_TEMPLATES } from './templates/email-template.store.ts';
import { TemplateRenderer } from './templates/template-renderer.ts';

let opened: TestDatabase;
let workspaceId: Id;
let otherId: Id;
const liquid = new LiquidPool({ threads: 1 });
const signal = new AbortController().signal;

beforeAll(async () => {
  opened = await openTestDatabase();
  [workspaceId, otherId] = [await addWorkspace(), await addWorkspace()];
});
afterAll(async () => {
  await liquid.close();
  await opened.close();
});

async function addWorkspace(): Promise<Id> {
  const id = newId();
  await opened.database.execute(
    `insert into workspaces (id, slug, name, settings, changed_epoch) values ($1, $2, 'Test', '{}', 0)`,
    [id, `w-${id}`],
  );
  return id;
}

describe('email templates', () => {
  const store = new EmailTemplateStore();
  const make = (name: string, body: string, id = workspaceId) =>
    opened.database.transaction((tx) => store.create(tx, id, { name, body }));
  const renderer = () =>
    new TemplateRenderer({
      database: opened.database,
      liquid,
      surroundingsOf: async () => ({
        limits: { ...defaultRenderLimits, timeMs: 2_000 },
        shop: { name: 'Shop' },
        globals: new RawJson('{"rate":1.5}'),
      }),
    });

  it('are rendered with options, Workspace and globals', async () => {
    await make(
      'order',
      '{{ subject }} {{ total }} {{ shop.name }}{{ workspace.name }} {{ globals.rate }}',
    );

    const html = await renderer().rendered(
      workspaceId,
      'order',
      new Map<string, string>([
        ['subject', 'S'],
        ['total', '7'],
        ['shop', 'not this'],
      ]),
      signal,
    );

    expect(html).toBe('S 7 ShopShop 1.5');
  });

  it('are none where there is none of that name, also when another Workspace has one', async () => {
    await make('theirs', 'x', otherId);

    expect(await renderer().rendered(workspaceId, 'theirs', new Map(), signal)).toBeUndefined();
    expect(await renderer().rendered(workspaceId, 'a\u0000', new Map(), signal)).toBeUndefined();
  });

  it.each([
    ['{{ 1 | divided_by: 0 }}', /line 1/],
    ['{% for i in (1..100000000) %}{% endfor %}', /./],
    ['{% assign a = "x" %}{% for i in (1..40) %}{% assign a = a | append: a %}{% endfor %}', /./],
  ])(
    'that fail do so for good: %s',
    async (body, message) => {
      const name = `failing ${body}`;
      await make(name, body);

      const rendering = renderer().rendered(workspaceId, name, new Map(), signal);

      await expect(rendering).rejects.toMatchObject({
        code: 'liquid_render',
        retry: false,
        message: expect.stringMatching(message),
      });
    },
    20_000,
  );

  it('have one name each, and are so many at most', async () => {
    const full = await addWorkspace();
    for (let n = 0; n < MAX_EMAIL_TEMPLATES; n += 1) await make(`t${n}`, '', full);

    expect(await make('t0', '', full)).toBe('taken');
    expect(await make('more', '', full)).toBe('full');
  });
});

describe('the outbox', () => {
  const store = new OutboxStore();
  const keep = (actionRunId: Id, subject = 'S') =>
    store.keep(opened.database, {
      ...{ workspaceId, actionRunId, messageId: '<1@a>', from: 'a@b', to: ['c@d', 'e@f'], subject },
      raw: Buffer.from('raw \xff', 'latin1'),
    });

  it('keeps a mail once for each action run, newest first, with its bytes', async () => {
    const [first, second] = [newId(), newId()];
    await keep(first);
    await keep(second, 'NUL \u0000');
    await keep(first, 'again');

    const { items } = await store.list(opened.database, workspaceId, { limit: 10 });
    const one = await store.get(opened.database, workspaceId, items[1]!.id);

    expect(items).toMatchObject([
      { actionRunId: second, subject: 'NUL \ufffd', to: ['c@d', 'e@f'], sizeBytes: 5 },
      { actionRunId: first, subject: 'S' },
    ]);
    expect(one!.raw).toEqual(Buffer.from('raw \xff', 'latin1'));
    expect(await store.get(opened.database, otherId, items[1]!.id)).toBeUndefined();
  });

  it('lets go of what is older than its Workspace keeps history', async () => {
    const old = newId();
    await keep(old);
    await opened.database.execute(
      `update kept_mails set created_at = now() - interval '16 days' where action_run_id = $1`,
      [old],
    );
    const days = new Map([
      [workspaceId, 15],
      [otherId, 1],
    ]);

    expect(await store.purge(opened.database, days, 100)).toBe(1);
    expect(await store.purge(opened.database, days, 100)).toBe(0);
  });
});

describe('addresses for mail', () => {
  const store = new EmailAddressStore();

  it('lead to their Workspace while they and it are there', async () => {
    const { database } = opened;
    const id = await addWorkspace();
    const made = await database.transaction((tx) =>
      store.create(tx, id, { name: 'A', enabled: true }),
    );
    const routeNow = () => store.routeOf(database, made.id);

    expect(await routeNow()).toMatchObject({ workspaceId: id, keepsOrder: false });
    await database.transaction((tx) => store.update(tx, id, made.id, { enabled: false }));
    expect(await routeNow()).toBeUndefined();
    await database.transaction((tx) => store.update(tx, id, made.id, { enabled: true }));
    await database.execute('update workspaces set deleted_at = now() where id = $1', [id]);
    expect(await routeNow()).toBeUndefined();
  });
});
