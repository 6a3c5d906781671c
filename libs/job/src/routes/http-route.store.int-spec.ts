import { readEpoch } from '@millwright/database';
import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { newId, type Id } from '@millwright/kernel';
import { silentLogger } from '@millwright/observability';
import { addWorkspace, testSecretBox } from '@millwright/webhook/testing';
import { HttpRoute } from './http-route.entity.ts';
import { httpRouteCreateSchema, type HttpRoutePatch } from './http-route.schema.ts';
import { HttpRouteStore } from './http-route.store.ts';
import { HttpRouteWriter, type WrittenRoute } from './http-route.writer.ts';
import { RouteMatcher } from './route-matcher.ts';

const store = new HttpRouteStore(testSecretBox, silentLogger);
const writer = new HttpRouteWriter(store);
const now = new Date();
let opened: TestDatabase;
let workspaceId: Id;
let taskId: Id;

beforeAll(async () => {
  opened = await openTestDatabase([HttpRoute]);
}, 60_000);
afterAll(() => opened.close());
beforeEach(async () => {
  workspaceId = await addWorkspace(opened.database);
  taskId = await addTask(workspaceId);
});

async function addTask(owner: Id): Promise<Id> {
  const id = newId();
  await opened.database.execute(
    `insert into tasks (id, workspace_id, name, path, version, hash, changed_epoch)
     values ($1, $2, 'Task', 'f/tasks/task', 1, 'x', 1)`,
    [id, owner],
  );
  return id;
}

const write = (fields: object = {}, owner = workspaceId, task = taskId): Promise<WrittenRoute> => {
  const basics = { name: 'Orders', method: 'GET', path: 'orders/:id', task_id: task };
  const settings = httpRouteCreateSchema.parse({ ...basics, ...fields });
  return opened.database.transaction((tx) => writer.create(tx, owner, settings, now));
};
const create = async (fields?: object): Promise<HttpRoute> => routeOf(await write(fields));
const update = (id: Id, patch: HttpRoutePatch, owner = workspaceId) =>
  opened.database.transaction((tx) => writer.update(tx, owner, id, patch, now));
const remove = (id: Id, owner = workspaceId) =>
  opened.database.transaction((tx) => store.delete(tx, owner, id));
const routeOf = (written: WrittenRoute | undefined): HttpRoute =>
  (written as { route: HttpRoute }).route;

describe('the routes of a Workspace', () => {
  it('are kept as they were given, and need a token unless they say otherwise', async () => {
    const created = await create({ allowed_origins: ['https://shop.example'] });

    expect(created).toMatchObject({
      workspaceId,
      name: 'Orders',
      method: 'GET',
      path: 'orders/:id',
      pattern: 'orders/:',
      taskId,
      mode: 'sync',
      auth: { type: 'token' },
      sealed: null,
      allowedOrigins: ['https://shop.example'],
      requestMode: null,
      enabled: true,
      deletedAt: null,
    });
    expect(await store.find(opened.database, workspaceId, created.id)).toEqual(created);
    expect(await store.find(opened.database, newId(), created.id)).toBeUndefined();
  });

  it('read the same through the entity', async () => {
    const { id } = await create({ request_mode: true });

    const read = await opened.database.dataSource.manager.findOneByOrFail(HttpRoute, { id });

    expect({ ...read }).toEqual(await store.find(opened.database, workspaceId, id));
  });

  it('never mean the same twice', async () => {
    await create();

    expect(await write({ path: 'orders/:order' })).toEqual({ isTaken: true });
    const other = await create({ path: 'orders/:order', method: 'POST' });
    expect(await update(other.id, { method: 'GET' })).toEqual({ isTaken: true });
    const moved = routeOf(await update(other.id, { path: 'orders/new', method: 'GET' }));
    expect(moved.pattern).toBe('orders/new');
    const neighbour = await addWorkspace(opened.database);
    expect(await write({}, neighbour, await addTask(neighbour))).toMatchObject({ route: {} });
  });

  it('leave their pattern free when they are deleted', async () => {
    const { id } = await create({ auth: { type: 'api_key', key: 'k' } });

    expect(await remove(id, newId())).toBe(false);
    expect(await remove(id)).toBe(true);

    expect(await remove(id)).toBe(false);
    expect(await store.find(opened.database, workspaceId, id)).toBeUndefined();
    expect(await update(id, { name: 'Back' })).toBeUndefined();
    const [row] = await opened.database.query('select sealed from http_routes where id = $1', [id]);
    expect(row).toEqual({ sealed: null });
    await create();
  });

  it('change what is given and leave the rest', async () => {
    const { id } = await create({ auth: { type: 'basic', username: 'u', password: 'p' } });

    const changed = routeOf(await update(id, { enabled: false, request_mode: false }));

    expect(changed).toMatchObject({ name: 'Orders', enabled: false, requestMode: false });
    expect(store.secretOf(changed)).toBe('p');
    const renamed = routeOf(await update(id, { auth: { type: 'basic', username: 'v' } }));
    expect(store.secretOf(renamed)).toBe('p');
    const open = routeOf(await update(id, { auth: { type: 'none' }, request_mode: null }));
    expect(open).toMatchObject({ sealed: null, requestMode: null, auth: { type: 'none' } });
  });

  it('keep their secret sealed, and bound to their row', async () => {
    const [one, other] = [
      await create({ auth: { type: 'api_key', key: 'the-key' } }),
      await create({ auth: { type: 'api_key', key: 'another' }, path: 'b' }),
    ];

    expect(JSON.stringify(one)).not.toContain('the-key');
    expect(store.secretOf(one)).toBe('the-key');
    expect(store.secretOf({ ...other, sealed: one.sealed })).toBeNull();
    await opened.database.execute('update http_routes set sealed = $2 where id = $1', [
      other.id,
      one.sealed,
    ]);
    expect(await update(other.id, { auth: { type: 'api_key', header: 'x-k' } })).toMatchObject({
      faults: [{ path: 'auth.key' }],
    });
  });

  it('are listed newest first, a page at a time', async () => {
    const ids: Id[] = [];
    for (const path of ['a', 'b', 'c']) ids.unshift((await create({ path })).id);

    const first = await store.list(opened.database, workspaceId, { limit: 2 });
    const rest = await store.list(opened.database, workspaceId, {
      limit: 2,
      cursor: first.nextCursor!,
    });

    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(ids);
    expect(rest.nextCursor).toBeNull();
  });
});

describe('what ingress reads', () => {
  it('are the enabled routes, ready to match and to judge', async () => {
    const { id } = await create({ auth: { type: 'api_key', key: 'the-key' } });
    await create({ path: 'off', enabled: false });
    await remove((await create({ path: 'gone' })).id);

    const { epoch, routes } = await store.routesOf(opened.database, workspaceId);

    expect(epoch).toBe(await readEpoch(opened.database));
    expect(routes.map((route) => route.path)).toEqual(['orders/:id']);
    const match = new RouteMatcher(routes).match('GET', 'orders/7')!;
    expect(match.route).toMatchObject({ id, workspaceId, taskId, mode: 'sync', requestMode: null });
    expect(match.route.allowedOrigins.allows('https://shop.example')).toBe(false);
    const request = { method: 'GET', url: '', rawBody: Buffer.alloc(0) };
    const asked = (key: string) =>
      match.route.guard.admissionOf({ ...request, headers: { 'x-api-key': [key] } }, 0).is;
    expect([asked('the-key'), asked('other')]).toEqual(['admitted', 'refused']);
  });

  it('are none of a Workspace that is deleted or never was', async () => {
    await create();
    await opened.database.execute('update workspaces set deleted_at = now() where id = $1', [
      workspaceId,
    ]);

    expect((await store.routesOf(opened.database, workspaceId)).routes).toEqual([]);
    expect((await store.routesOf(opened.database, newId())).routes).toEqual([]);
  });

  it('lets nobody in where the secret does not open', async () => {
    const { id } = await create({ auth: { type: 'api_key', key: 'the-key' } });
    await opened.database.execute(`update http_routes set sealed = 'v1.x.y' where id = $1`, [id]);

    const { routes } = await store.routesOf(opened.database, workspaceId);

    const headers = { 'x-api-key': ['the-key'] };
    const request = { method: 'GET', url: '', headers, rawBody: Buffer.alloc(0) };
    expect(routes[0]!.guard.admissionOf(request, 0).is).toBe('refused');
  });

  it('hears of every write, whatever it was', async () => {
    const heard = async (epoch: number) => {
      const changes = await store.changesSince(opened.database, epoch);
      expect(changes.epoch).toBe(await readEpoch(opened.database));
      return changes.workspaceIds;
    };
    const epoch = () => readEpoch(opened.database);
    let before = await epoch();
    const { id } = await create();
    expect(await heard(before)).toEqual([workspaceId]);
    expect(await heard(await epoch())).toEqual([]);
    before = await epoch();
    await update(id, { enabled: false });
    expect(await heard(before)).toEqual([workspaceId]);
    before = await epoch();
    await remove(id);
    expect(await heard(before)).toEqual([workspaceId]);
    await create();
    before = await epoch();
    await opened.database.transaction((tx) => store.deleteAll(tx, workspaceId));
    expect(await heard(before)).toEqual([workspaceId]);
  });
});
