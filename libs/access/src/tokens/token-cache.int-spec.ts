import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { bumpEpoch, DatabaseUnavailableError } from '@millwright/database';
import type { Database } from '@millwright/database';
import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { newId } from '@millwright/kernel';
import type { Id } from '@millwright/kernel';
import { FakeClock, until } from '@millwright/testing';
import { ensureMainWorkspace } from '../workspaces/ensure-main-workspace.ts';
import { TokenCache } from './token-cache.ts';
import { newTokenText, tokenHashOf } from './token-text.ts';
import { TokenStore } from './token.store.ts';
import type { StoredToken } from './token.store.ts';

const store = new TokenStore();
const adminToken = 'an-instance-admin-token-of-32-chr';
let test: TestDatabase;
let workspaceId: Id;
let clock: FakeClock;
let cache: TokenCache;
/** Statements that the database answered; the answers of those asked behind a gate wait for it. */
let statements: number;
let isAway: boolean;
let gate: Promise<void>;

beforeAll(async () => {
  test = await openTestDatabase();
  await ensureMainWorkspace(test.database);
  const [row] = await test.database.query<{ id: Id }>('select id from workspaces');
  workspaceId = row!.id;
});
afterAll(() => test.close());

beforeEach(async () => {
  statements = 0;
  isAway = false;
  gate = Promise.resolve();
  clock = new FakeClock(Date.now());
  cache = cacheOf({});
  await cache.refresh();
});

const watched = (): Database =>
  Object.create(test.database, {
    query: {
      value: async (...given: [string, unknown[]]): Promise<unknown[]> => {
        if (isAway) throw new DatabaseUnavailableError('cut off');
        const held = gate;
        const rows = await test.database.query(...given);
        statements += 1;
        await held;
        return rows;
      },
    },
  }) as Database;

const cacheOf = (more: { maxTokens?: number }): TokenCache =>
  new TokenCache({ database: watched(), clock, adminToken, ...more });

interface Made {
  token: StoredToken;
  hash: string;
}

const make = async (expiresAt: Date | null = null): Promise<Made> => {
  const wanted = { workspaceId, owner: 'admin', label: 'a label', scopes: ['jobs:run'], expiresAt };
  const made = await test.database.transaction((tx) =>
    store.create(tx, { ...wanted, readOnly: false }),
  );
  return { token: made!.token, hash: tokenHashOf(made!.text) };
};

const change = (id: Id, what: string): Promise<number> =>
  test.database.transaction(async (tx) => {
    const epoch = await bumpEpoch(tx);
    return tx.execute(`update tokens set ${what}, changed_epoch = $2 where id = $1`, [id, epoch]);
  });

const revoke = ({ token }: Made): Promise<boolean> =>
  test.database.transaction((tx) => store.delete(tx, workspaceId, token.id));

describe('the cache of tokens', () => {
  it('answers whose a token is, the second time from memory', async () => {
    const { token, hash } = await make();
    expect(cache.get(hash)).toBeUndefined();

    const loaded = await cache.load(hash);

    expect(loaded).toEqual({
      name: `token:${token.prefix} (a label)`,
      owner: 'admin',
      label: 'a label',
      tokenId: token.id,
      workspaceId,
      scopes: ['jobs:run'],
      readOnly: false,
      expiresAt: null,
    });
    const before = statements;
    expect(cache.get(hash)).toEqual(loaded);
    expect(statements).toBe(before);
  });

  it('knows the instance admin without asking', () => {
    const before = statements;

    expect(cache.get(tokenHashOf(adminToken))).toMatchObject({ owner: 'admin', workspaceId: null });
    expect(cache.get(tokenHashOf(`${adminToken}x`))).toBeUndefined();
    expect(statements).toBe(before);
  });

  it('looks up together what is asked for together', async () => {
    const made = await Promise.all([make(), make(), make()]);
    const unknown = tokenHashOf(newTokenText());
    const before = statements;

    const hashes = [unknown, ...made.map(({ hash }) => hash), made[0].hash];
    const answers = await Promise.all(hashes.map((hash) => cache.load(hash)));

    expect(answers.map((principal) => principal?.tokenId ?? null)).toEqual([
      null,
      ...made.map(({ token }) => token.id),
      made[0].token.id,
    ]);
    expect(statements).toBe(before + 1);
  });

  it('forgets a revoked token with the next refresh', async () => {
    const made = await make();
    await cache.load(made.hash);
    await revoke(made);

    await cache.refresh();

    expect(cache.get(made.hash)).toBeUndefined();
    expect(await cache.load(made.hash)).toBeNull();
  });

  it('gives a token its new scopes with the next refresh, and leaves the others', async () => {
    const [made, other] = [await make(), await make()];
    await cache.refresh();
    await Promise.all([cache.load(made.hash), cache.load(other.hash)]);
    await change(made.token.id, `scopes = array['jobs:read']`);

    await cache.refresh();

    expect(cache.get(made.hash)).toBeUndefined();
    expect(await cache.load(made.hash)).toMatchObject({ scopes: ['jobs:read'] });
    expect(cache.get(other.hash)).toMatchObject({ tokenId: other.token.id });
  });

  it('lets a token expire by the clock, whether it was in memory or not', async () => {
    const { hash } = await make(new Date(clock.now() + 1_000));
    expect(await cache.load(hash)).not.toBeNull();
    clock.advance(999);
    expect(cache.get(hash)).not.toBeNull();

    clock.advance(1);

    expect(cache.get(hash)).toBeNull();
    expect(await cacheOf({}).load(hash)).toBeNull();
  });

  it('lets one live again whose expiry was moved', async () => {
    const { token, hash } = await make(new Date(clock.now() + 1_000));
    await cache.load(hash);
    clock.advance(2_000);
    expect(cache.get(hash)).toBeNull();
    await change(token.id, `expires_at = null`);

    await cache.refresh();

    expect(await cache.load(hash)).toMatchObject({ tokenId: token.id });
  });

  it("believes that a token is nobody's only while it would have heard otherwise", async () => {
    const hash = tokenHashOf(newTokenText());
    await cache.load(hash);
    expect(cache.get(hash)).toBeNull();

    clock.advance(2_000);

    expect(cache.get(hash)).toBeUndefined();
    await cache.refresh();
    expect(cache.get(hash)).toBeNull();
  });

  it('hears with the next refresh that there is a token where there was none', async () => {
    const { token, hash } = await make();
    const text = newTokenText();
    await cache.load(tokenHashOf(text));
    await change(token.id, `hash = '${tokenHashOf(text)}'`);

    await cache.refresh();

    expect(cache.get(tokenHashOf(text))).toBeUndefined();
    expect(await cache.load(tokenHashOf(text))).toMatchObject({ tokenId: token.id });
    expect(await cache.load(hash)).toBeNull();
  });

  it('answers what it knows while the database is away, and nothing of what it does not', async () => {
    const { token, hash } = await make();
    const [absent, unknown] = [tokenHashOf(newTokenText()), tokenHashOf(newTokenText())];
    await Promise.all([cache.load(hash), cache.load(absent)]);

    isAway = true;
    clock.advance(60_000);

    await expect(cache.refresh()).rejects.toThrow(DatabaseUnavailableError);
    expect(cache.get(hash)).toMatchObject({ tokenId: token.id });
    expect(cache.get(absent)).toBeUndefined();
    await expect(cache.load(absent)).rejects.toThrow(DatabaseUnavailableError);
    await expect(cache.load(unknown)).rejects.toThrow(DatabaseUnavailableError);
    isAway = false;
    expect(await cache.load(unknown)).toBeNull();
  });

  it('keeps nothing that was read before a change that it has already heard of', async () => {
    const made = await make();
    const before = statements;
    let open!: () => void;
    gate = new Promise((resolve) => (open = resolve));
    const loading = cache.load(made.hash);
    await until(() => statements > before);
    gate = Promise.resolve();
    await revoke(made);
    await cache.refresh();

    open();

    expect(await loading).toBeNull();
    expect(cache.get(made.hash)).toBeNull();
  });

  it('keeps the tokens used last, and no more than it may', async () => {
    const small = cacheOf({ maxTokens: 2 });
    const [first, second, third] = [await make(), await make(), await make()];
    await small.load(first.hash);
    await small.load(second.hash);
    small.get(first.hash);

    await small.load(third.hash);

    expect(small.get(second.hash)).toBeUndefined();
    expect(small.get(first.hash)).toMatchObject({ tokenId: first.token.id });
    expect(small.get(third.hash)).toMatchObject({ tokenId: third.token.id });
  });

  it("takes what is no hash for nobody's", async () => {
    expect(await cache.load(`'"\\ ${newId()}`)).toBeNull();
  });
});
