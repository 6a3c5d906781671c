import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { newId, SecretBox, type Id } from '@millwright/kernel';
import { InboundConnections } from '../source/inbound-connections.ts';
import { readKnownConnections } from '../source/known-connections.ts';
import { openConnection } from '../source/open-connection.ts';
import { givenWorkspace } from '../testing/index.ts';
import type { ConnectionCreate, ConnectionPatch } from './connection.schema.ts';
import { ConnectionStore, MAX_CONNECTIONS } from './connection.store.ts';
import { ConnectionWriter, type MadeConnection } from './connection.writer.ts';

const SECRET = 'xoxb-never-shown';
const box = new SecretBox({ current: Buffer.alloc(32, 1).toString('base64'), old: [] });
const otherBox = new SecretBox({ current: Buffer.alloc(32, 2).toString('base64'), old: [] });

describe('the Connections of a Workspace', () => {
  const store = new ConnectionStore();
  let opened: TestDatabase;
  let workspaceId: Id;

  beforeAll(async () => {
    opened = await openTestDatabase();
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    workspaceId = await givenWorkspace(opened.database);
  });

  const writerWith = (keys: SecretBox) => new ConnectionWriter(store, keys);
  const create = (fields: Partial<ConnectionCreate> = {}, of = workspaceId) =>
    opened.database.transaction((tx) =>
      writerWith(box).create(tx, of, {
        name: 'Team',
        type: 'slack',
        fields: { token: SECRET },
        ...fields,
      }),
    );
  const made = async (...given: Parameters<typeof create>): Promise<MadeConnection> => {
    const outcome = await create(...given);
    if ('connection' in outcome) return outcome;
    throw new Error(JSON.stringify(outcome));
  };
  const patch = (id: Id, fields: ConnectionPatch, of = workspaceId, keys = box) =>
    opened.database.transaction((tx) => writerWith(keys).update(tx, of, id, fields));
  const openedOf = async (id: Id, keys = box) =>
    openConnection(keys, (await store.find(opened.database, workspaceId, id))!);

  it('are kept with their secrets sealed, and opened with their defaults', async () => {
    const { connection } = await made();

    const rows = await opened.database.query('select c::text from connections c');
    expect(JSON.stringify(rows)).not.toContain(SECRET);
    expect(connection).toMatchObject({ settings: {}, secretFields: ['token'], revision: 1 });
    expect(await openedOf(connection.id)).toEqual({
      id: connection.id,
      ...{ workspaceId, name: 'Team', type: 'slack', revision: 1 },
      fields: { token: SECRET, base_url: 'https://slack.com/api' },
    });
  });

  it('raise their revision with every change, and keep what is left out', async () => {
    const { id } = (await made()).connection;

    await patch(id, { name: 'Crew' });
    await patch(id, { fields: { base_url: 'http://127.0.0.1:1' } });

    expect(await openedOf(id)).toMatchObject({
      ...{ name: 'Crew', revision: 3 },
      fields: { token: SECRET, base_url: 'http://127.0.0.1:1' },
    });
    await patch(id, { fields: { base_url: null, token: 'another' } });
    expect((await openedOf(id)).fields).toEqual({
      token: 'another',
      base_url: 'https://slack.com/api',
    });
  });

  it('are not written at all where something is wrong', async () => {
    const { id } = (await made()).connection;

    expect(await create({ name: 'Other', fields: {} })).toMatchObject({
      faults: [{ path: 'fields.token' }],
    });
    expect(await patch(id, { name: 'Crew', fields: { token: null } })).toMatchObject({
      faults: [{ path: 'fields.token' }],
    });
    expect(await openedOf(id)).toMatchObject({ name: 'Team', revision: 1 });
    expect(await store.countOf(opened.database, workspaceId)).toBe(1);
  });

  it('have names of their own in their Workspace, free again when they are deleted', async () => {
    const { id } = (await made()).connection;
    const second = (await made({ name: 'Second' })).connection;

    expect(await create()).toEqual({ refused: 'taken' });
    expect(await patch(second.id, { name: 'Team' })).toEqual({ refused: 'taken' });
    expect(await patch(second.id, { name: 'Second' })).toMatchObject({ after: { revision: 2 } });
    await made({}, await givenWorkspace(opened.database));
    await opened.database.transaction((tx) => store.delete(tx, workspaceId, id));
    expect(await create()).toHaveProperty('connection');
  });

  it('are at most so many', async () => {
    await opened.database.execute(
      `insert into connections (id, workspace_id, name, type, settings, secret_fields, inbound_id,
         inbound_token_hash, changed_epoch)
       select gen_random_uuid(), $1, 'c' || n, 'locksmith', '{}', '{}', gen_random_uuid(), '', 1
       from generate_series(1, $2::int) n`,
      [workspaceId, MAX_CONNECTIONS],
    );

    expect(await create()).toEqual({ refused: 'full' });
  });

  it('are one Workspace’s alone', async () => {
    const { id } = (await made()).connection;
    const other = await givenWorkspace(opened.database);

    expect(await store.find(opened.database, other, id)).toBeUndefined();
    expect(await patch(id, { name: 'Mine' }, other)).toBeUndefined();
    expect(await opened.database.transaction((tx) => store.delete(tx, other, id))).toBeUndefined();
    expect((await readKnownConnections(opened.database, other)).connections).toEqual([]);
  });

  it('do not open where they were moved to, nor without the key', async () => {
    const { id } = (await made()).connection;
    const other = (await made({ name: 'Other', fields: { token: 'other' } })).connection;

    await expect(openedOf(id, otherBox)).rejects.toMatchObject({ code: 'secret_unreadable' });
    await opened.database.execute(
      'update connections set sealed = (select sealed from connections where id = $2) where id = $1',
      [id, other.id],
    );
    await expect(openedOf(id)).rejects.toMatchObject({ code: 'secret_unreadable' });
  });

  it('are given their secrets again where no key opens them any more', async () => {
    const { id } = (await made()).connection;

    expect(await patch(id, { fields: {} }, workspaceId, otherBox)).toMatchObject({
      faults: [{ path: 'fields.token' }],
    });
    await patch(id, { fields: { token: 'again' } }, workspaceId, otherBox);
    expect((await openedOf(id, otherBox)).fields).toMatchObject({ token: 'again' });
  });

  it('leave no secret behind when they are deleted', async () => {
    const { id } = (await made()).connection;

    await opened.database.transaction((tx) => store.deleteAll(tx, workspaceId));

    const [row] = await opened.database.query<{ sealed: null }>(
      'select sealed, settings, secret_fields from connections where id = $1',
      [id],
    );
    expect(row).toEqual({ sealed: null, settings: {}, secret_fields: [] });
    expect(await store.find(opened.database, workspaceId, id)).toBeUndefined();
  });

  it('are found by their address, and know the token of those who call it', async () => {
    const { connection, inboundToken } = await made();
    const inbound = new InboundConnections(box);
    const found = async () => inbound.byInboundId(opened.database, connection.inboundId);

    expect(await found()).toMatchObject({
      id: connection.id,
      workspaceId,
      type: 'slack',
      maxBodyBytes: undefined,
    });
    await opened.database.execute(
      `update workspaces set settings = '{"max_body_bytes": 5}' where id = $1`,
      [workspaceId],
    );
    expect(await found()).toMatchObject({ maxBodyBytes: 5 });
    expect((await found())!.open().fields).toMatchObject({ token: SECRET });
    expect((await found())!.isToken(inboundToken)).toBe(true);
    expect((await found())!.isToken('')).toBe(false);

    const rotated = await opened.database.transaction((tx) =>
      writerWith(box).rotateInboundToken(tx, workspaceId, connection.id),
    );
    expect((await found())!.isToken(inboundToken)).toBe(false);
    expect((await found())!.isToken(rotated!.inboundToken)).toBe(true);

    expect(await inbound.byInboundId(opened.database, newId())).toBeUndefined();
    expect(await inbound.byInboundId(opened.database, 'x')).toBeUndefined();
    await opened.database.execute('update workspaces set deleted_at = now() where id = $1', [
      workspaceId,
    ]);
    expect(await found()).toBeUndefined();
  });
});
