import {
  openEmbeddedTestDatabase,
  openTestDatabase,
  type TestDatabase,
} from '@millwright/database/testing';
import { newId, newSecretId, RawJson, sha256Hex, type Id } from '@millwright/kernel';
import { EventStore, type NewEvent } from '../event.store.ts';
import { plainEnvelope } from '../plain-envelope.ts';
import { purgeKeys } from './purge-keys.ts';

const WINDOW_S = 10;
const NOON = Date.parse('2026-03-01T12:00:00Z');

describe.each([
  ['PostgreSQL', openTestDatabase],
  ['the embedded database', openEmbeddedTestDatabase],
])('events with keys on %s', (_name, open) => {
  let opened: TestDatabase;
  let store: EventStore;
  let webhookId: Id;

  beforeAll(async () => {
    opened = await open();
    store = new EventStore(opened.database);
  }, 60_000);
  afterAll(() => opened.close());
  beforeEach(() => {
    webhookId = newSecretId();
  });

  /** At so many seconds after noon. */
  const at = (second: number, value = 'one', windowSeconds = WINDOW_S): NewEvent => ({
    envelope: plainEnvelope({
      id: newId(NOON + second * 1_000),
      workspace_id: newId(),
      topic: 'user/a/b',
      source: 'webhook',
      webhook_id: webhookId,
      created_at: new Date(NOON + second * 1_000).toISOString(),
    }),
    data: new RawJson('1'),
    request: null,
    dedupe: { key: sha256Hex(value), window_seconds: windowSeconds },
  });
  /** Whether each was stored, when they come one after another. */
  const stored = async (...events: NewEvent[]): Promise<boolean[]> => {
    const answers: boolean[] = [];
    for (const event of events) answers.push(!(await isDuplicate(event)));
    return answers;
  };
  const isDuplicate = async (event: NewEvent): Promise<boolean> =>
    (await store.commitEvents([event])).has(event.envelope.id);
  const rowsOf = async (...events: NewEvent[]): Promise<number> => {
    const ids = events.map(({ envelope }) => envelope.id);
    return (await store.eventsOf(opened.database, ids)).length;
  };

  it('are stored once within the window, by webhook and value', async () => {
    const [first, second, other] = [at(0), at(9), at(9, 'two')];

    expect(await stored(first, second, other)).toEqual([true, false, true]);
    expect(await rowsOf(first, second, other)).toBe(2);
    webhookId = newSecretId();
    expect(await stored(at(9))).toEqual([true]);
  });

  it('are stored again once the window is over, which begins anew then', async () => {
    expect(await stored(at(0), at(10), at(19), at(20))).toEqual([true, true, false, true]);
  });

  it('go by their own times, in whatever order they come', async () => {
    expect(await stored(at(60), at(55), at(50), at(69), at(70))).toEqual([
      ...[true, false, true, false, true],
    ]);
  });

  it('are not their own duplicates when they come again, even behind their window', async () => {
    const first = at(0);
    expect(await stored(first, first, at(15), first, at(16))).toEqual([
      ...[true, true, true, true, false],
    ]);
    expect(await rowsOf(first)).toBe(1);
  });

  it('are judged one after another where they come together', async () => {
    const events = [at(0), at(5), at(11), at(20), at(21), at(3, 'two')];

    const duplicates = await store.commitEvents(events);

    expect(events.map(({ envelope }) => duplicates.has(envelope.id))).toEqual([
      ...[false, true, false, true, false, false],
    ]);
    expect(await rowsOf(...events)).toBe(4);
  });

  it('leave no work behind where they are duplicates, and no key where they fail', async () => {
    const [first, second] = [at(0), at(1)];
    await stored(first, second);
    const [{ count }] = (await opened.database.query<{ count: number }>(
      `select count(*)::int as count from work where id = any($1::uuid[])`,
      [[first.envelope.id, second.envelope.id]],
    )) as [{ count: number }];
    expect(count).toBe(1);

    const bad = at(0, 'three');
    bad.envelope.topic = '\u0000';
    await expect(store.commitEvents([bad])).rejects.toThrow();
    expect(await stored(at(1, 'three'))).toEqual([true]);
  });

  it('are stored once however many come at once', async () => {
    const events = Array.from({ length: 30 }, (_none, index) => at(index % 5, String(index % 3)));

    const answers = await Promise.all(events.map(isDuplicate));

    expect(answers.filter((answer) => !answer)).toHaveLength(3);
    expect(await rowsOf(...events)).toBe(3);
  });

  it('lose their keys in batches, some hours after their window', async () => {
    const now = (Date.now() - NOON) / 1_000;
    await opened.database.execute('delete from dedupe_keys');
    await stored(at(0, 'a'), at(0, 'b'), at(0, 'c'), at(now - 60, 'd'), at(now, 'e'));

    expect(await purgeKeys(opened.database, 2)).toBe(2);
    expect(await purgeKeys(opened.database, 2)).toBe(1);
    expect(await purgeKeys(opened.database, 2)).toBe(0);
    const left = await opened.database.query('select 1 from dedupe_keys');
    expect(left).toHaveLength(2);
  });
});
