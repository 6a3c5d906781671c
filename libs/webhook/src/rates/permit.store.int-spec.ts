import {
  openEmbeddedTestDatabase,
  openTestDatabase,
  type TestDatabase,
} from '@millwright/database/testing';
import { newId, newSecretId, type Id } from '@millwright/kernel';
import { until } from '@millwright/testing';
import { PermitStore, type PermitAsk, type Permits } from './permit.store.ts';

describe.each([
  ['PostgreSQL', openTestDatabase],
  ['the embedded database', openEmbeddedTestDatabase],
])('permits on %s', (_name, open) => {
  const store = new PermitStore();
  const taker = newId();
  let opened: TestDatabase;
  let id: Id;

  beforeAll(async () => {
    opened = await open();
  }, 60_000);
  afterAll(() => opened.close());
  beforeEach(() => {
    id = newSecretId();
  });

  const ask = (wanted: number, changes: Partial<PermitAsk> = {}): PermitAsk => ({
    ...{ id, wanted, owed: 0, requests: 10, windowMs: 60_000 },
    ...changes,
  });
  const give = async (...asked: Parameters<typeof ask>): Promise<Permits> =>
    (await store.give(opened.database, taker, [ask(...asked)]))[0]!;

  it('are given up to the limit, and say when there are more', async () => {
    expect(await give(7)).toMatchObject({ granted: 7 });
    expect(await give(7)).toMatchObject({ granted: 3 });

    const { granted, freeInMs } = await give(7);
    expect(granted).toBe(0);
    expect(freeInMs).toBeGreaterThan(50_000);
    expect(freeInMs).toBeLessThanOrEqual(60_000);
  });

  it('come back as they leave the window, not all at once', async () => {
    const windowMs = 3_000;
    expect(await give(6, { windowMs })).toMatchObject({ granted: 6 });
    const { freeInMs } = await give(5, { windowMs });
    const later = Date.now() + freeInMs / 2;
    await until(() => Date.now() > later);
    expect(await give(5, { windowMs, requests: 11 })).toMatchObject({ granted: 1 });

    const back = await until(async () => {
      const permits = await give(20, { windowMs, requests: 11 });
      return permits.granted > 0 && permits;
    });
    expect(back.granted).toBeLessThanOrEqual(10);
  });

  it('are counted for each id apart, in one statement', async () => {
    const other = newSecretId();
    const given = await store.give(opened.database, taker, [ask(4), ask(20, { id: other })]);
    expect(given.map(({ granted }) => granted)).toEqual([4, 10]);
    const again = await store.give(opened.database, taker, [ask(9, { id: other }), ask(9)]);
    expect(again.map(({ granted }) => granted)).toEqual([0, 6]);
  });

  it('that are owed count, also beyond the limit', async () => {
    expect(await give(3, { owed: 8 })).toMatchObject({ granted: 2 });
    expect(await give(1, { owed: 3 })).toMatchObject({ granted: 0 });
    expect(await give(1, { requests: 13 })).toMatchObject({ granted: 0 });
    expect(await give(1, { requests: 14 })).toMatchObject({ granted: 1 });
  });

  it('that go back unused are there for others', async () => {
    expect(await give(10)).toMatchObject({ granted: 10 });
    expect(await give(8, { owed: -6 })).toMatchObject({ granted: 6 });
    expect(await give(0, { owed: -1 })).toMatchObject({ granted: 0 });
    expect(await give(5)).toMatchObject({ granted: 1 });
  });

  it('are never more than the limit, however many ask at once', async () => {
    const takers = [newId(), newId(), newId()];
    const asked = Array.from({ length: 60 }, (_none, index) =>
      store.give(opened.database, takers[index % 3]!, [ask(2, { requests: 70 })]),
    );

    const given = (await Promise.all(asked)).flat();

    expect(given.reduce((sum, { granted }) => sum + granted, 0)).toBe(70);
    expect((await give(1)).takers).toBeGreaterThanOrEqual(4);
  });

  it('take no more room than the parts of a window', async () => {
    for (let round = 0; round < 150; round += 1)
      await give(1, { requests: 1_000, windowMs: 1_000 });

    const [row] = await opened.database.query<{ parts: number; total: number }>(
      `select cardinality(starts) as parts, (select sum(n)::int from unnest(counts) n) as total
       from rate_windows where id = $1`,
      [id],
    );
    expect(row!.parts).toBeLessThanOrEqual(101);
    expect(row!.total).toBeLessThanOrEqual(150);
  });

  it('are forgotten when no window reaches them any more', async () => {
    await give(1);
    await opened.database.execute('update rate_windows set starts = $2 where id = $1', [id, [1]]);

    expect(await store.purge(opened.database, 1)).toBe(1);
    expect(await store.purge(opened.database, 100)).toBe(0);
    expect(await give(10)).toMatchObject({ granted: 10 });
  });
});
