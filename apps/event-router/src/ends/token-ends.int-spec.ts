import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TokenStore, type StoredToken } from '@millwright/access';
import {
  openEmbeddedTestDatabase,
  openTestDatabase,
  type TestDatabase,
} from '@millwright/database/testing';
import type { Id } from '@millwright/kernel';
import type { OutgoingMessage } from '@millwright/messaging';
import { silentLogger } from '@millwright/observability';
import { givenWorkspace } from '@millwright/task/testing';
import { EndWatch } from './end-watch.ts';
import { tokenEnds } from './token-ends.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const EXPIRING = 'millwright/token/expiring';
const EXPIRED = 'millwright/token/expired';
const store = new TokenStore();

describe.each([
  ['PostgreSQL', openTestDatabase],
  ['the embedded database', openEmbeddedTestDatabase],
])('a watch over the end of tokens on %s', (_name, open) => {
  let opened: TestDatabase;
  let workspaceId: Id;
  let published: OutgoingMessage[];

  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    workspaceId = await givenWorkspace(opened.database);
    published = [];
  });

  const aWatch = (): EndWatch =>
    new EndWatch(
      {
        database: opened.database,
        publish: async (messages) => void published.push(...messages),
        logger: silentLogger,
      },
      tokenEnds,
    );
  const given = async (inMs: number | null, label: string | null = null): Promise<StoredToken> => {
    const expiresAt = inMs === null ? null : new Date(Date.now() + inMs);
    const wanted = { workspaceId, owner: 'ann', label, scopes: [], readOnly: false, expiresAt };
    const made = await opened.database.transaction((tx) => store.create(tx, wanted));
    return made!.token;
  };
  const expire = (...tokens: StoredToken[]): Promise<number> =>
    opened.database.execute(
      `update tokens set expires_at = now() - interval '1 second' where id = any($1::uuid[])`,
      [tokens.map(({ id }) => id)],
    );
  const told = async (): Promise<[topic: string, prefix: string][]> => {
    const rows = await opened.database.query<{ topic: string; data: string }>(
      'select topic, data from events where workspace_id = $1 order by id',
      [workspaceId],
    );
    return rows.map(({ topic, data }) => [
      topic,
      (JSON.parse(data) as { token_prefix: string }).token_prefix,
    ]);
  };

  it('tells once of a token that it will expire, seven days before, and once that it has', async () => {
    const soon = await given(7 * DAY_MS - HOUR_MS, 'ci');
    await given(7 * DAY_MS + HOUR_MS);
    await given(null);
    const watch = aWatch();

    expect(await watch.tick()).toBe(1);
    expect(await watch.tick()).toBe(0);
    const [event] = await opened.database.query(
      `select e.topic, e.data, e.source, w.state from events e join work w on w.id = e.id
       where e.workspace_id = $1`,
      [workspaceId],
    );
    await expire(soon);
    expect(await watch.tick()).toBe(1);
    expect(await watch.tick()).toBe(0);

    expect(await told()).toEqual([
      [EXPIRING, soon.prefix],
      [EXPIRED, soon.prefix],
    ]);
    const data = `{"token_prefix":"${soon.prefix}","label":"ci","owner":"ann","expiration":"${soon.expiresAt!.toISOString()}"}`;
    expect(event).toEqual({ topic: EXPIRING, data, source: 'system', state: 'due' });
    expect(published).toHaveLength(2);
  });

  it('tells each but once with several at work', async () => {
    const tokens = [];
    for (let n = 0; n < 20; n += 1) tokens.push(await given(DAY_MS));
    const watches = [aWatch(), aWatch(), aWatch()];

    await Promise.all(watches.map((watch) => watch.tick()));
    await expire(...tokens);
    await Promise.all(watches.map((watch) => watch.tick()));
    await aWatch().tick();

    const prefixes = tokens.map(({ prefix }) => prefix).sort();
    const of = (wanted: string, all: [string, string][]) =>
      all.flatMap(([topic, prefix]) => (topic === wanted ? [prefix] : [])).sort();
    const all = await told();
    expect(of(EXPIRING, all)).toEqual(prefixes);
    expect(of(EXPIRED, all)).toEqual(prefixes);
  });

  it('tells it after all when the transaction that would have is rolled back', async () => {
    const soon = await given(DAY_MS);
    await opened.database.execute(
      `alter table work add constraint refused check (workspace_id <> '${workspaceId}')`,
    );

    await expect(aWatch().tick()).rejects.toThrow();
    expect(await told()).toEqual([]);
    await opened.database.execute('alter table work drop constraint refused');

    expect(await aWatch().tick()).toBe(1);
    expect(await told()).toEqual([[EXPIRING, soon.prefix]]);
  });

  it('tells nothing of a token that was deleted', async () => {
    const { id } = await given(DAY_MS);
    await opened.database.transaction((tx) => store.delete(tx, workspaceId, id));

    expect(await aWatch().tick()).toBe(0);
  });
});
