import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { systemClock } from '@millwright/kernel';
import type { Id } from '@millwright/kernel';
import { silentLogger } from '@millwright/observability';
import { until } from '@millwright/testing';
import { ensureMainWorkspace } from '../workspaces/ensure-main-workspace.ts';
import { TokenAuthenticator } from './token-authenticator.ts';
import { TokenStore } from './token.store.ts';

const store = new TokenStore();
const adminToken = 'an-instance-admin-token-of-32-chr';
let test: TestDatabase;
let authenticator: TokenAuthenticator;
let workspaceId: Id;

beforeAll(async () => {
  test = await openTestDatabase();
  const { database } = test;
  await Promise.all(Array.from({ length: 5 }, () => ensureMainWorkspace(database)));
  const rows = await database.query<{ id: Id }>('select id from workspaces');
  expect(rows).toHaveLength(1);
  workspaceId = rows[0]!.id;
  authenticator = new TokenAuthenticator({
    database,
    clock: systemClock,
    logger: silentLogger,
    adminToken,
  });
  await authenticator.start();
});
afterAll(async () => {
  await authenticator.stop();
  await test.close();
});

const make = async (): Promise<{ id: Id; text: string }> => {
  const wanted = {
    workspaceId,
    owner: 'admin',
    label: null,
    scopes: ['tasks:read'],
    readOnly: true,
    expiresAt: null,
  };
  const made = await test.database.transaction((tx) => store.create(tx, wanted));
  return { id: made!.token.id, text: made!.text };
};

const isAccepted = async (text: string): Promise<boolean> =>
  (await authenticator.authenticate(text, '::1')).ok;

describe('the authenticator', () => {
  it('knows the instance admin', async () => {
    const answer = await authenticator.authenticate(adminToken, '::1');

    expect(answer).toMatchObject({ ok: true, principal: { name: 'admin', workspaceId: null } });
  });

  it('knows what a token may do', async () => {
    const { id, text } = await make();
    const answer = await authenticator.authenticate(text, '::1');

    expect(answer).toMatchObject({
      ok: true,
      principal: {
        tokenId: id,
        workspaceId,
        scopes: ['tasks:read'],
        readOnly: true,
        owner: 'admin',
      },
    });
  });

  it('forgets a revoked token within a second, though nobody told it', async () => {
    const { id, text } = await make();
    expect(await isAccepted(text)).toBe(true);

    await test.database.transaction((tx) => store.delete(tx, workspaceId, id));

    await until(async () => !(await isAccepted(text)), { timeoutMs: 1_000 });
  });

  it('answers known tokens while the database is away', async () => {
    const { text } = await make();
    const away = new TokenAuthenticator({
      database: Object.create(test.database, {
        query: { value: (...given: [string]) => answer(...given) },
      }),
      clock: systemClock,
      logger: silentLogger,
    });
    let isAway = false;
    const answer = (...given: [string]): Promise<unknown[]> =>
      isAway ? Promise.reject(new Error('away')) : test.database.query(...given);
    await away.authenticate(text, '::1');

    isAway = true;

    expect((await away.authenticate(text, '::1')).ok).toBe(true);
    await expect(away.authenticate('unknown', '::1')).rejects.toThrow('away');
  });

  it('refuses what is wrong, then slows it, and lets good tokens pass from there', async () => {
    const { text } = await make();
    await authenticator.authenticate(text, '::2');
    const wrong = () => authenticator.authenticate('x'.repeat(32), '::2');
    expect(await wrong()).toEqual({ ok: false, reason: 'token_invalid' });

    for (let tries = 0; tries < 30; tries += 1) await wrong();

    expect(await wrong()).toMatchObject({ ok: false, reason: 'too_many_attempts' });
    expect((await authenticator.authenticate(text, '::2')).ok).toBe(true);
  });
});
