import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DatabaseUnavailableError, type Sql } from '@millwright/database';
import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { SecretBox } from '@millwright/kernel';
import { FakeClock, until } from '@millwright/testing';
import type { OpenConnection } from '../source/connection-source.ts';
import { openConnection } from '../source/open-connection.ts';
import type { RenewedToken } from '../source/token-renewals.ts';
import type { Connection } from '../store/connection.entity.ts';
import { ConnectionStore } from '../store/connection.store.ts';
import { ConnectionWriter, type MadeConnection } from '../store/connection.writer.ts';
import { sealFields } from '../store/sealed-fields.ts';
import { givenWorkspace, tokenRenewalsConformance } from '../testing/index.ts';
import { SharedRenewals } from './shared-renewals.ts';

const box = new SecretBox({ current: Buffer.alloc(32, 1).toString('base64'), old: [] });
const SECOND_MS = 1_000;

const store = new ConnectionStore();
const writer = new ConnectionWriter(store, box);
let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.close());

tokenRenewalsConformance('the renewals in the database', async () => {
  const clock = new FakeClock();
  const { database } = opened;
  const process = () => new SharedRenewals(database, box, clock);
  return {
    one: process(),
    other: process(),
    given: async ({ id, workspaceId, name, type, fields }) => {
      await database.execute(
        `insert into workspaces (id, slug, name, changed_epoch) values ($1::uuid, $1::text, '', 1)`,
        [workspaceId],
      );
      await database.execute(
        `insert into connections (id, workspace_id, name, type, settings, secret_fields, sealed, inbound_id,
           inbound_token_hash, changed_epoch) values ($1, $2, $3, $4, '{}', '{}', $5, $1, '', 1)`,
        [id, workspaceId, name, type, sealFields(box, { id, workspaceId }, { ...fields })],
      );
    },
    advance: (ms) => clock.advance(ms),
  };
});

describe('renewals that processes share', () => {
  let clock: FakeClock;
  let connection: OpenConnection<'airtable'>;
  let exchanges: string[];

  beforeEach(async () => {
    clock = new FakeClock();
    exchanges = [];
    const workspaceId = await givenWorkspace(opened.database);
    const made = await opened.database.transaction((tx) =>
      writer.create(tx, workspaceId, {
        name: 'Base',
        type: 'airtable',
        fields: { client_id: 'me', client_secret: 's', refresh_token: 'refresh 0' },
      }),
    );
    connection = openConnection(
      box,
      (made as MadeConnection).connection,
    ) as OpenConnection<'airtable'>;
  });

  /** A process of its own. */
  const process = (waitMs?: number) => new SharedRenewals(opened.database, box, clock, waitMs);
  const exchange = async (refreshToken: string): Promise<RenewedToken> => {
    exchanges.push(refreshToken);
    const count = exchanges.length;
    return { token: `token ${count}`, refreshToken: `refresh ${count}`, expiresInSeconds: 600 };
  };
  const renew = async (refused?: string, by = process()): Promise<string> =>
    (await by.renewed(connection, refused, exchange)).token;

  it('exchange once, whichever process asks, until a minute before the end', async () => {
    const got = await Promise.all([renew(), renew(), renew()]);
    clock.advance(539 * SECOND_MS);

    expect([...got, await renew()]).toEqual(Array(4).fill('token 1'));
    clock.advance(SECOND_MS);
    expect(await renew()).toBe('token 2');
    expect(exchanges).toEqual(['refresh 0', 'refresh 1']);
  });

  it('go on from the newest refresh token when a token was refused, once for all', async () => {
    await renew();

    const got = await Promise.all([renew('token 1'), renew('token 1')]);

    expect(got).toEqual(['token 2', 'token 2']);
    expect(exchanges).toEqual(['refresh 0', 'refresh 1']);
  });

  it('keep the refresh token where no other came with the access token', async () => {
    const once = async (refreshToken: string): Promise<RenewedToken> => {
      exchanges.push(refreshToken);
      return { token: `token ${exchanges.length}`, expiresInSeconds: 600 };
    };

    await process().renewed(connection, undefined, once);
    await process().renewed(connection, 'token 1', once);

    expect(exchanges).toEqual(['refresh 0', 'refresh 0']);
  });

  it('begin anew with a Connection that was given another refresh token, and not for another name', async () => {
    await renew();
    connection = { ...connection, name: 'Renamed', revision: 2 };
    expect(await renew()).toBe('token 1');

    connection = { ...connection, fields: { ...connection.fields, refresh_token: 'fresh' } };
    expect(await renew()).toBe('token 2');
    expect(exchanges).toEqual(['refresh 0', 'fresh']);
  });

  it('let the next one try after an exchange that failed', async () => {
    const refuse = () => Promise.reject(new Error('refused'));

    await expect(process().renewed(connection, undefined, refuse)).rejects.toThrow('refused');
    expect(await renew()).toBe('token 1');
  });

  /** The database, away for the first statements of a kind. */
  const awayFor = (statement: string, times: number): Sql => ({
    query: (text, params) => opened.database.query(text, params),
    execute: (text, params) => {
      if (!text.startsWith(statement) || (times -= 1) < 0) {
        return opened.database.execute(text, params);
      }
      return Promise.reject(new DatabaseUnavailableError('away'));
    },
  });
  const behind = (sql: Sql) => new SharedRenewals(sql, box, clock);

  it('keep what they got although the database is away for a moment', async () => {
    expect(await renew(undefined, behind(awayFor('insert into connection_renewals', 2)))).toBe(
      'token 1',
    );
    await renew('token 1');

    expect(exchanges).toEqual(['refresh 0', 'refresh 1']);
  });

  it('answer what they got although the lease could not be given back', async () => {
    const got = await renew(undefined, behind(awayFor('delete from leases', 1)));

    expect([got, await renew()]).toEqual(['token 1', 'token 1']);
  });

  /** Changes the Connection as it lies; `connection` stays what a run holds. */
  const save = async (change: {
    name?: string;
    fields?: Record<string, unknown>;
  }): Promise<typeof connection> => {
    const { id, workspaceId } = connection;
    const updated = await opened.database.transaction((tx) =>
      writer.update(tx, workspaceId, id, change),
    );
    return openConnection(box, (updated as { after: Connection }).after) as typeof connection;
  };

  it('leave what a new consent got alone, whoever still holds the Connection of before', async () => {
    const before = connection;
    const consented = await save({ fields: { refresh_token: 'consent' } });
    await process().renewed(consented, undefined, exchange);
    await process().renewed(before, undefined, exchange);
    await process().renewed(consented, 'token 1', exchange);

    expect(exchanges).toEqual(['consent', 'refresh 0', 'refresh 1']);
  });

  it('keep what they got for a Connection that was renamed meanwhile', async () => {
    await process().renewed(connection, undefined, async (refreshToken) => {
      await save({ name: 'Renamed' });
      return exchange(refreshToken);
    });
    await renew('token 1');

    expect(exchanges).toEqual(['refresh 0', 'refresh 1']);
  });

  it('do not wait for ever for another process', async () => {
    let end = (): void => undefined;
    const stuck = process().renewed(connection, undefined, () => {
      return new Promise((resolve) => {
        end = () => resolve({ token: 'late', expiresInSeconds: 600 });
        exchanges.push('stuck');
      });
    });
    await until(() => exchanges.length > 0);

    await expect(renew(undefined, process(1))).rejects.toMatchObject({
      code: 'remote_unavailable',
      retry: true,
    });
    end();
    expect((await stuck).token).toBe('late');
  });

  it('are sealed, and go with their Connection', async () => {
    const { id, workspaceId } = connection;
    await renew();
    const rows = () => opened.database.query('select r::text from connection_renewals r');

    const text = JSON.stringify(await rows());
    expect(text).toContain(id);
    expect(text).not.toMatch(/token 1|refresh 1/);
    await opened.database.transaction((tx) => store.delete(tx, workspaceId, id));
    expect(JSON.stringify(await rows())).not.toContain(id);
    // An exchange under way when its Connection was deleted leaves nothing.
    await renew();
    expect(JSON.stringify(await rows())).not.toContain(id);
  });
});
