import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { readEpoch } from '@millwright/database';
import { type Id, newId, newSecretId } from '@millwright/kernel';
import type { CacheEndpoint } from './cache-endpoint.entity.ts';
import { type CacheEndpointFields, CacheEndpointStore } from './cache-endpoint.store.ts';

const store = new CacheEndpointStore();
let opened: TestDatabase;
let workspaceId: Id;

beforeAll(async () => {
  opened = await openTestDatabase();
}, 60_000);
afterAll(() => opened.close());
beforeEach(async () => {
  workspaceId = newId();
  await opened.database.execute(
    `insert into workspaces (id, slug, name, changed_epoch) values ($1, $2, 'Test', 1)`,
    [workspaceId, workspaceId],
  );
});

const create = (fields: Partial<CacheEndpointFields> = {}): Promise<CacheEndpoint> =>
  opened.database.transaction((tx) =>
    store.create(tx, workspaceId, { name: 'Stock', key: 'stock', enabled: true, ...fields }),
  );

it('keeps an endpoint under an id that nobody can guess', async () => {
  const created = await create();

  expect(created.id[14]).toBe('4');
  expect(created).toMatchObject({
    workspaceId,
    name: 'Stock',
    key: 'stock',
    enabled: true,
    deletedAt: null,
  });
  expect(await store.byId(opened.database, created.id)).toEqual(created);
  expect(await store.find(opened.database, workspaceId, created.id)).toEqual(created);
});

it('changes what is given and leaves the rest', async () => {
  const { id } = await create();

  const updated = await opened.database.transaction((tx) =>
    store.update(tx, workspaceId, id, { enabled: false }),
  );

  expect(updated).toMatchObject({ name: 'Stock', key: 'stock', enabled: false });
});

it('raises the epoch with every write, and says what changed since', async () => {
  const before = await readEpoch(opened.database);
  const kept = await create();
  const gone = await create({ name: 'Gone' });
  const between = await readEpoch(opened.database);
  await opened.database.transaction((tx) => store.delete(tx, workspaceId, gone.id));

  const all = await store.changedSince(opened.database, before);
  const later = await store.changedSince(opened.database, between);

  expect(all.map(({ id }) => id)).toEqual([kept.id, gone.id]);
  expect(later).toMatchObject([{ id: gone.id, deletedAt: expect.any(Date) }]);
});

it('finds nothing that is deleted, unknown or another Workspace’s', async () => {
  const { id } = await create();
  expect(await store.find(opened.database, newId(), id)).toBeUndefined();

  const [deleted, again] = await opened.database.transaction(async (tx) => [
    await store.delete(tx, workspaceId, id),
    await store.delete(tx, workspaceId, id),
  ]);
  const updated = await opened.database.transaction((tx) =>
    store.update(tx, workspaceId, id, { name: 'Back' }),
  );

  expect([deleted, again]).toEqual([true, false]);
  expect(updated).toBeUndefined();
  expect(await store.byId(opened.database, id)).toBeUndefined();
  expect(await store.byId(opened.database, newSecretId())).toBeUndefined();
});

it('lists newest first, a page at a time', async () => {
  const ids: Id[] = [];
  for (let number = 0; number < 5; number += 1) ids.push((await create()).id);

  const first = await store.list(opened.database, workspaceId, { limit: 3 });
  const rest = await store.list(opened.database, workspaceId, { before: first[2]!, limit: 3 });

  const listed = [...first, ...rest];
  expect(listed.map(({ id }) => id).sort()).toEqual([...ids].sort());
  const times = listed.map(({ createdAt }) => createdAt.getTime());
  expect(times).toEqual([...times].sort((a, b) => b - a));
});
