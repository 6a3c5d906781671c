import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { type Id, newId } from '@millwright/kernel';
import type { CacheCommand, CacheOutcome } from './cache-command.ts';
import { CacheStore } from './cache.store.ts';

const store = new CacheStore();
const MAX = Number.MAX_SAFE_INTEGER;
let opened: TestDatabase;
let workspaceId: Id;

beforeAll(async () => {
  opened = await openTestDatabase();
}, 60_000);
afterAll(() => opened.close());
beforeEach(async () => {
  workspaceId = await newWorkspace();
});

async function newWorkspace(): Promise<Id> {
  const id = newId();
  await opened.database.execute(
    `insert into workspaces (id, slug, name, changed_epoch) values ($1, $2, 'Test', 1)`,
    [id, id],
  );
  return id;
}
const run = (command: CacheCommand): Promise<CacheOutcome> =>
  store.run(opened.database, workspaceId, command);
const valueOf = async (key: string): Promise<string | undefined> =>
  (await store.entry(opened.database, workspaceId, key))?.value;
const expire = (key: string): Promise<number> =>
  opened.database.execute(
    `update cache_entries set expires_at = now() - interval '1 second' where workspace_id = $1 and key = $2`,
    [workspaceId, key],
  );
const resultOf = (outcome: CacheOutcome): Record<string, unknown> => {
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.result;
};

describe('set', () => {
  it('keeps a value, its digits and the order of its keys', async () => {
    const result = resultOf(
      await run({
        name: 'set',
        key: 'k',
        value: '{ "b": 1.0, "1": 12345678901234567890, "a": "\\u0000\\ud800" }',
      }),
    );

    expect(await valueOf('k')).toBe('{"b":1.0,"1":12345678901234567890,"a":"\\u0000\\ud800"}');
    expect(result).toEqual({ key: 'k', ttl: 5_184_000, expires_at: expect.any(String) });
    const days = (Date.parse(String(result['expires_at'])) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(59.99);
    expect(days).toBeLessThan(60.01);
  });

  it('replaces the value and starts the TTL anew, whatever it was', async () => {
    await run({ name: 'setex', key: 'k', value: '1', ttl: 10 });

    const result = resultOf(await run({ name: 'set', key: 'k', value: 'null' }));

    expect(result['ttl']).toBe(5_184_000);
    expect(await valueOf('k')).toBe('null');
  });

  it('refuses what breaks a rule, and changes nothing', async () => {
    const large = JSON.stringify('x'.repeat(262_143));

    expect(await run({ name: 'set', key: '', value: '1' })).toMatchObject({ path: 'key' });
    expect(await run({ name: 'set', key: 'a b', value: '1' })).toMatchObject({ ok: false });
    expect(await run({ name: 'set', key: 'k'.repeat(513), value: '1' })).toMatchObject({
      ok: false,
    });
    expect(await run({ name: 'setex', key: 'k', value: '1', ttl: 0 })).toMatchObject({
      path: 'ttl',
    });
    expect(await run({ name: 'setex', key: 'k', value: '1', ttl: 5_184_001 })).toMatchObject({
      code: 'invalid_options',
    });
    expect(await run({ name: 'set', key: 'k', value: large })).toMatchObject({
      code: 'size_limit',
    });
    expect(await valueOf('k')).toBeUndefined();
  });

  it('takes the longest key and the largest value', async () => {
    const key = 'k'.repeat(512);
    const value = JSON.stringify('x'.repeat(262_142));

    expect(await run({ name: 'set', key, value: ` ${value} ` })).toMatchObject({ ok: true });
    expect(await valueOf(key)).toBe(value);
  });

  it('tells keys apart by case', async () => {
    await run({ name: 'set', key: 'Key', value: '1' });

    expect(await valueOf('key')).toBeUndefined();
  });
});

describe('setnx', () => {
  it('stores where nothing is', async () => {
    expect(await run({ name: 'setnx', key: 'k', value: '1' })).toMatchObject({
      result: { stored: true },
    });
    expect(await valueOf('k')).toBe('1');
  });

  it('changes nothing where something is, also not its TTL', async () => {
    await run({ name: 'setex', key: 'k', value: '1', ttl: 100 });

    const result = resultOf(await run({ name: 'setnx', key: 'k', value: '2', ttl: 7 }));

    expect(result).toMatchObject({ stored: false, ttl: 100 });
    expect(await valueOf('k')).toBe('1');
  });

  it('stores where the value has expired', async () => {
    await run({ name: 'set', key: 'k', value: '1' });
    await expire('k');

    expect(await run({ name: 'setnx', key: 'k', value: '2' })).toMatchObject({
      result: { stored: true },
    });
    expect(await valueOf('k')).toBe('2');
  });

  it('lets exactly one of a hundred at once store', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        run({ name: 'setnx', key: 'k', value: String(index) }),
      ),
    );

    const winners = outcomes.filter((outcome) => resultOf(outcome)['stored']);
    expect(winners).toHaveLength(1);
    expect(await valueOf('k')).toBe(String(outcomes.indexOf(winners[0]!)));
  });
});

describe('counters', () => {
  it('begin at nothing', async () => {
    expect(resultOf(await run({ name: 'incr', key: 'a' }))).toMatchObject({ value: 1 });
    expect(resultOf(await run({ name: 'decr', key: 'b' }))).toMatchObject({ value: -1 });
    expect(resultOf(await run({ name: 'incrby', key: 'c', amount: -5 }))).toMatchObject({
      value: -5,
    });
    expect(resultOf(await run({ name: 'decrby', key: 'd', amount: -5 }))).toMatchObject({
      value: 5,
    });
    expect(await valueOf('a')).toBe('1');
  });

  it('count a hundred at once as a hundred', async () => {
    await Promise.all(Array.from({ length: 100 }, () => run({ name: 'incr', key: 'k' })));

    expect(await valueOf('k')).toBe('100');
  });

  it('begin again where the value has expired', async () => {
    await run({ name: 'set', key: 'k', value: '"text"' });
    await expire('k');

    expect(resultOf(await run({ name: 'incrby', key: 'k', amount: 3 }))).toMatchObject({
      value: 3,
    });
  });

  it('start the TTL anew', async () => {
    await run({ name: 'set', key: 'k', value: '1' });

    expect(resultOf(await run({ name: 'incr', key: 'k', ttl: 60 }))).toMatchObject({
      ttl: 60,
      value: 2,
    });
  });

  it.each(['"5"', '5.0', '1e3', 'null', '[1]', '{}', 'true'])(
    'refuse %s, which is no integer',
    async (value) => {
      await run({ name: 'set', key: 'k', value });

      const outcome = await run({ name: 'incr', key: 'k' });

      expect(outcome).toMatchObject({ ok: false, code: 'invalid_options' });
      expect(outcome).toMatchObject({ message: expect.stringContaining('"k"') });
      expect(await valueOf('k')).toBe(value);
    },
  );

  it('stay within ±(2^53 − 1), to the last one', async () => {
    await run({ name: 'set', key: 'k', value: String(MAX - 1) });

    expect(resultOf(await run({ name: 'incr', key: 'k' }))).toMatchObject({ value: MAX });
    expect(await run({ name: 'incr', key: 'k' })).toMatchObject({ code: 'invalid_options' });
    expect(resultOf(await run({ name: 'decrby', key: 'k', amount: MAX }))).toMatchObject({
      value: 0,
    });
    expect(resultOf(await run({ name: 'decrby', key: 'k', amount: MAX }))).toMatchObject({
      value: -MAX,
    });
    expect(await run({ name: 'decr', key: 'k' })).toMatchObject({ ok: false });
    expect(await run({ name: 'incrby', key: 'k', amount: MAX + 1 })).toMatchObject({
      path: 'amount',
    });
    expect(await run({ name: 'incrby', key: 'k', amount: 0.5 })).toMatchObject({ path: 'amount' });
  });

  it('refuse an integer far beyond any sum', async () => {
    await run({ name: 'set', key: 'k', value: '9'.repeat(400) });

    expect(await run({ name: 'decrby', key: 'k', amount: MAX })).toMatchObject({ ok: false });
  });
});

describe('del', () => {
  it('says whether there was something', async () => {
    await run({ name: 'set', key: 'k', value: '1' });

    expect(await run({ name: 'del', key: 'k' })).toEqual({
      ok: true,
      result: { key: 'k', deleted: true },
    });
    expect(await run({ name: 'del', key: 'k' })).toMatchObject({ result: { deleted: false } });
  });

  it('counts an expired entry as nothing', async () => {
    await run({ name: 'set', key: 'k', value: '1' });
    await expire('k');

    expect(await run({ name: 'del', key: 'k' })).toMatchObject({ result: { deleted: false } });
  });
});

describe('the cache', () => {
  it('belongs to its Workspace alone', async () => {
    await run({ name: 'set', key: 'k', value: '1' });
    const other = await newWorkspace();

    expect(await store.entry(opened.database, other, 'k')).toBeUndefined();
    expect(await store.entries(opened.database, other)).toEqual([]);
    await store.run(opened.database, other, { name: 'del', key: 'k' });
    expect(await valueOf('k')).toBe('1');
  });

  it('commits with the transaction of its caller', async () => {
    const failing = opened.database.transaction(async (tx) => {
      await store.run(tx, workspaceId, { name: 'incr', key: 'k' });
      throw new Error('the run failed');
    });

    await expect(failing).rejects.toThrow('the run failed');
    expect(await valueOf('k')).toBeUndefined();
  });

  it('is read in key order, by bytes', async () => {
    for (const key of ['b', 'a', 'B', 'a.1', 'a-1', '_'])
      await run({ name: 'set', key, value: '1' });
    await run({ name: 'set', key: 'gone', value: '1' });
    await expire('gone');

    const entries = await store.entries(opened.database, workspaceId);

    expect(entries.map(([key]) => key)).toEqual(['B', '_', 'a', 'a-1', 'a.1', 'b']);
  });

  it('is not read as a whole past ten thousand entries', async () => {
    const fill = (from: number, to: number): Promise<number> =>
      opened.database.execute(
        `insert into cache_entries (workspace_id, key, value, ttl_seconds, expires_at)
         select $1, 'k' || n, '1', 60, now() + interval '1 minute' from generate_series($2::int, $3::int) n`,
        [workspaceId, from, to],
      );
    await fill(1, 10_000);
    expect(await store.entries(opened.database, workspaceId)).toHaveLength(10_000);
    await fill(10_001, 10_001);

    await expect(store.entries(opened.database, workspaceId)).rejects.toMatchObject({
      code: 'size_limit',
      fault: 'user',
    });
  });

  it('is listed by prefix, a page at a time, without large values', async () => {
    for (const key of ['a:1', 'a:2', 'a:3', 'b:1']) await run({ name: 'set', key, value: '1' });
    await run({ name: 'set', key: 'a:4', value: JSON.stringify('x'.repeat(5_000)) });

    const first = await store.list(opened.database, workspaceId, { prefix: 'a:', limit: 3 });
    const rest = await store.list(opened.database, workspaceId, {
      prefix: 'a:',
      after: 'a:3',
      limit: 3,
    });
    const strange = await store.list(opened.database, workspaceId, {
      prefix: '%\u0000_',
      limit: 3,
    });

    expect(first.map(({ key }) => key)).toEqual(['a:1', 'a:2', 'a:3']);
    expect(first[0]).toMatchObject({ value: '1', bytes: 1, ttl: 5_184_000 });
    expect(rest).toMatchObject([{ key: 'a:4', value: null, bytes: 5_002 }]);
    expect(strange).toEqual([]);
  });

  it('is rid of what has expired, and of nothing else', async () => {
    for (const key of ['x', 'y', 'stays']) await run({ name: 'set', key, value: '1' });
    await expire('x');
    await expire('y');

    expect(await store.purgeExpired(opened.database, 1)).toBe(1);
    await store.purgeExpired(opened.database, 1_000);

    const left = await opened.database.query<{ key: string }>(
      'select key from cache_entries where workspace_id = $1',
      [workspaceId],
    );
    expect(left).toEqual([{ key: 'stays' }]);
  });
});
