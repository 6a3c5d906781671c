import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { bumpEpoch } from '@millwright/database';
import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { SecretBox, type Id } from '@millwright/kernel';
import { ConnectionStore } from '../store/connection.store.ts';
import { ConnectionWriter, type MadeConnection } from '../store/connection.writer.ts';
import { givenWorkspace } from '../testing/index.ts';
import { ConnectionStoreSource } from './connection-store.source.ts';

const box = new SecretBox({ current: Buffer.alloc(32, 1).toString('base64'), old: [] });

describe('the Connections that actions open', () => {
  const store = new ConnectionStore();
  const writer = new ConnectionWriter(store, box);
  let opened: TestDatabase;
  let source: ConnectionStoreSource;
  let workspaceId: Id;

  beforeAll(async () => {
    opened = await openTestDatabase();
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    source = new ConnectionStoreSource(opened.database, box);
    workspaceId = await givenWorkspace(opened.database);
  });

  const given = async (name: string, token: string): Promise<Id> => {
    const made = await opened.database.transaction((tx) =>
      writer.create(tx, workspaceId, { name, type: 'slack', fields: { token } }),
    );
    return (made as MadeConnection).connection.id;
  };
  const open = (account?: string) =>
    source.open(workspaceId, { types: ['slack'], account, asker: 'the slack action' });

  it('are as the last write left them, as soon as it has committed', async () => {
    const id = await given('Team', 'first');
    expect(await open()).toMatchObject({ id, revision: 1, fields: { token: 'first' } });

    await opened.database.transaction((tx) =>
      writer.update(tx, workspaceId, id, { fields: { token: 'second' } }),
    );
    expect(await open('Team')).toMatchObject({ revision: 2, fields: { token: 'second' } });

    await opened.database.transaction((tx) => store.delete(tx, workspaceId, id));
    await expect(open('Team')).rejects.toMatchObject({
      code: 'connection_missing',
      message: 'no slack Connection named "Team"; known: none',
      known: [],
    });
  });

  it('follow the default that the Workspace sets', async () => {
    await opened.database.transaction((tx) =>
      writer.create(tx, workspaceId, {
        name: 'Stamps',
        type: 'postmark',
        fields: { server_token: 't', from: 'a@b.example' },
      }),
    );
    await opened.database.transaction((tx) =>
      writer.create(tx, workspaceId, {
        name: 'Relay',
        type: 'smtp',
        fields: { host: 'mail.example', from: 'a@b.example' },
      }),
    );
    const mail = () =>
      source.open(workspaceId, { types: ['smtp', 'postmark'], asker: 'the email action' });
    await expect(mail()).rejects.toMatchObject({
      message: expect.stringContaining('set default_mail_connection'),
      known: ['Relay', 'Stamps'],
    });

    for (const name of ['Relay', 'Stamps']) {
      await opened.database.transaction(async (tx) =>
        tx.execute('update workspaces set settings = $2, changed_epoch = $3 where id = $1', [
          ...[workspaceId, JSON.stringify({ default_mail_connection: name })],
          await bumpEpoch(tx),
        ]),
      );
      expect((await mail()).name).toBe(name);
    }
  });

  it('cannot be used where they are not what this version takes', async () => {
    const id = await given('Team', 'first');
    await opened.database.transaction(async (tx) => {
      await bumpEpoch(tx);
      await tx.execute(`update connections set settings = '{"base_url":"x"}' where id = $1`, [id]);
    });

    await expect(open()).rejects.toMatchObject({
      code: 'connection_missing',
      message: expect.stringContaining('save it again'),
    });
  });
});
